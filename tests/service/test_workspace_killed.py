"""What was confirmed is there, whenever the process that saved it was killed and whoever else was saving."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager

from capacity.scenario import scenario_from
from capacity.service import ChangedByOtherError, NameTakenError, open_workspace
from capacity.service.inputs import load_inputs

SAVER = """
import os, signal, sys
from pathlib import Path
from capacity.scenario import scenario_from
from capacity.service import open_workspace
from capacity.service.inputs import load_inputs

home, most = Path(sys.argv[1]), int(sys.argv[2])
given = load_inputs()
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

def save(name):
    workspace = open_workspace(home)
    for number in range(most):
        values = {"name": f"{name} {number}", "inflow": number % 100}
        scenario = scenario_from(values, given.settings, given.parameters, given.regions)
        print("saved", workspace.save_scenario(scenario, name, "again").id, flush=True)

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        save(line.strip())
        os._exit(0)
    print("saver", child, flush=True)
"""
KILLS, LONGEST_SECONDS = 10, 0.3


@contextmanager
def savers(home, most):
    """A program that starts a process for each name it is told, which saves scenarios one after another."""
    command = [sys.executable, "-c", SAVER, str(home), str(most)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


def told(program, word, found):
    """Reads lines until one begins with a word; ids that are confirmed on the way are kept."""
    for line in program.stdout:
        kind, value = line.split()
        if kind == "saved":
            found.append(value)
        if kind == word:
            return value
    raise AssertionError(f"ended without '{word}'")


def integrity(home):
    with closing(sqlite3.connect(home / "workspace.sqlite")) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall()


def test_everything_confirmed_survives_kills_at_random_moments(tmp_path):
    chance = random.Random(20261123)
    confirmed = []
    with savers(tmp_path, 10_000) as program:
        for turn in range(KILLS):
            print(f"saver {turn}", file=program.stdin, flush=True)
            child = int(told(program, "saver", confirmed))
            try:
                told(program, "saved", confirmed)
                time.sleep(chance.uniform(0, LONGEST_SECONDS))
            finally:
                os.kill(child, signal.SIGKILL)
            assert integrity(tmp_path) == [("ok",)]
        program.stdin.close()
        confirmed += [line.split()[1] for line in program.stdout]
    assert len(set(confirmed)) == len(confirmed) >= KILLS
    workspace = open_workspace(tmp_path)
    kept = {one.id for one in workspace.scenarios()}
    assert set(confirmed) <= kept
    assert len(kept) <= len(confirmed) + KILLS
    assert sorted(workspace.audit(1_000_000).subject) == sorted(f"scenario:{one}" for one in kept)


def test_two_processes_that_save_at_once_lose_nothing(tmp_path):
    with savers(tmp_path, 60) as program:
        lines, _ = program.communicate("Jan\nEls\n", timeout=120)
    confirmed = {line.split()[1] for line in lines.splitlines() if line.startswith("saved")}
    assert len(confirmed) == 120
    assert {one.id for one in open_workspace(tmp_path).scenarios()} == confirmed


def scenario(name, inflow):
    given = load_inputs()
    return scenario_from({"name": name, "inflow": inflow}, given.settings, given.parameters, given.regions)


def test_of_many_threads_that_change_the_same_version_one_wins_and_the_others_are_told(tmp_path):
    workspace = open_workspace(tmp_path)
    first = workspace.save_scenario(scenario("Peak", 0), "Jan", "")

    def change(inflow):
        try:
            return workspace.save_scenario(
                scenario("Peak", inflow), f"user {inflow}", "", id=first.id, based_on=1
            )
        except ChangedByOtherError as other:
            return other

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(change, range(1, 9)))
    (winner,) = [one for one in answers if not isinstance(one, ChangedByOtherError)]
    refused = [one.newest for one in answers if isinstance(one, ChangedByOtherError)]
    assert refused == [winner] * 7
    assert [one.version for one in workspace.history(first.id)] == [2, 1]


def test_of_many_threads_that_want_the_same_name_one_gets_it(tmp_path):
    workspace = open_workspace(tmp_path)

    def save(inflow):
        try:
            return workspace.save_scenario(scenario("Peak", inflow), "Jan", "")
        except NameTakenError:
            return None

    with ThreadPoolExecutor(8) as pool:
        saved = [one for one in pool.map(save, range(8)) if one is not None]
    assert saved == workspace.scenarios()
