import re
import shlex
from pathlib import Path

import pytest
import typer.main

from capacity.cli.main import app

DOCUMENT = (Path(__file__).parents[2] / "docs" / "commands.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands
EXAMPLES = [line.strip() for line in DOCUMENT.splitlines() if line.startswith("    capacity ")]


def test_the_manual_lists_every_command_and_no_other():
    assert set(re.findall(r"^\| `capacity ([a-z]+)`", DOCUMENT, re.MULTILINE)) == set(COMMANDS)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_manual_names_every_option_of_a_command(name):
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts if "--" in option}
    assert {option for option in options - {"--help"} if option not in DOCUMENT} == set()


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_of_the_manual_has_only_options_that_exist(example):
    _, name, *words = shlex.split(example)
    options = {option for parameter in COMMANDS[name].params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= options
