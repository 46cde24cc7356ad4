"""A strict reading of YAML: plain values only, no key twice, every key with its line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import yaml

from capacity.domain.problems import BadInputError, Problem, size_problems
from capacity.scenario.checks import Faults

EXPECTED = "setting: value"
LISTS = ("deviations", "regimes")
"""Keys whose value may be a list."""
WHOLE = re.compile(r"^[-+]?(0|[1-9][0-9]{0,17})$")
NUMBER = re.compile(r"^[-+]?[0-9]{1,18}(\.[0-9]+)?([eE][-+]?[0-9]{1,3})?$")
TAG = "tag:yaml.org,2002:"
SCALARS: Mapping[str, Callable[[str], Any]] = {
    f"{TAG}str": str,
    f"{TAG}int": int,
    f"{TAG}float": float,
    f"{TAG}bool": lambda text: yaml.SafeLoader.bool_values[text.lower()],
    f"{TAG}null": lambda _: None,
}


class _PlainLoader(yaml.SafeLoader):
    """YAML without dates, octal or base-60 numbers: a number reads as a person reads it."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and type of the parent class
        first: [(tag, pattern) for tag, pattern in pairs if tag in (f"{TAG}bool", f"{TAG}null")]
        for first, pairs in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_PlainLoader.add_implicit_resolver(f"{TAG}int", WHOLE, list("-+0123456789"))
_PlainLoader.add_implicit_resolver(f"{TAG}float", NUMBER, list("-+0123456789"))


def read_yaml(content: Path | bytes, file: str) -> tuple[dict[str, Any], Faults]:
    """The content of a file of settings, with the faults of its form found so far.

    Raises:
        BadInputError: the file cannot be opened, is too large, is no text in UTF-8, or is no mapping.
    """
    try:
        size = len(content) if isinstance(content, bytes) else content.stat().st_size
        if size and (problems := size_problems(size, file)):
            raise BadInputError(problems)
        read = content if isinstance(content, bytes) else content.read_bytes()
        text = read.decode("utf-8-sig")
    except OSError:
        raise BadInputError([Problem("cannot_open", file, expected=EXPECTED)]) from None
    except UnicodeDecodeError:
        raise BadInputError([Problem("not_utf8", file, expected="UTF-8")]) from None
    root = _root(text, file)
    if root is None or (isinstance(root, yaml.ScalarNode) and root.tag == f"{TAG}null"):
        return {}, Faults(file)
    if not isinstance(root, yaml.MappingNode):
        raise BadInputError([Problem("not_yaml", file, 1, expected=EXPECTED)])
    lines: dict[str, int] = {}
    faults = Faults(file, lines)
    return _mapping(root, "", lines, faults), faults


def _root(text: str, file: str) -> yaml.Node | None:
    row: int | None = None
    try:
        if not any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, _PlainLoader)):
            return yaml.compose(text, _PlainLoader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark
        row = None if mark is None else mark.line + 1
    except (yaml.YAMLError, RecursionError):
        pass
    raise BadInputError([Problem("not_yaml", file, row, expected=EXPECTED)])


def _mapping(node: yaml.MappingNode, above: str, lines: dict[str, int], faults: Faults) -> dict[str, Any]:
    content: dict[str, Any] = {}
    for key_node, value_node in node.value:
        name = str(key_node.value) if isinstance(key_node, yaml.ScalarNode) else "?"
        column = f"{above}{name}"
        twice = name in content
        lines[column] = key_node.start_mark.line + 1
        if twice:
            faults.add("setting_twice", column, name, "")
        content[name] = _value(value_node, column, lines, faults)
    return content


def _value(node: yaml.Node, column: str, lines: dict[str, int], faults: Faults) -> Any:
    """A plain value, or the plain values of a key that holds a list of them.

    Any other list, or a value under a tag, becomes an empty list, which no setting accepts.
    """
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, f"{column}.", lines, faults)
    if isinstance(node, yaml.SequenceNode) and column in LISTS:
        return [_value(part, f"{column}.{place}", lines, faults) for place, part in enumerate(node.value)]
    if not isinstance(node, yaml.ScalarNode) or node.tag not in SCALARS:
        return []
    try:
        return SCALARS[node.tag](str(node.value))
    except (ValueError, KeyError):
        return []
