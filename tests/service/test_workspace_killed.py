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
from datetime import date
from pathlib import Path
import pandas as pd
from capacity.scenario import scenario_from
from capacity.service import PlanToAccept, open_workspace
from capacity.service.inputs import load_inputs

home, most = Path(sys.argv[1]), int(sys.argv[2])
given = load_inputs()
state = given.shipped_state()
decided = pd.DataFrame({
    "region": ["PV20", "PV28"], "type": ["regular", "emergency"], "week": ["2026-12-07", "2027-01-04"],
    "places": [120, 300], "durable": [120.0, 0.0], "kind": ["ordered", "closed"],
    "valid_from": ["2026-11-23", "2026-11-23"],
})
signal.signal(signal.SIGCHLD, signal.SIG_IGN)

def scenario(workspace, name, number):
    values = {"name": f"{name} {number}", "inflow": number % 100}
    made = scenario_from(values, given.settings, given.parameters, given.regions)
    return workspace.save_scenario(made, name, "again").id

def note(workspace, name, number):
    return workspace.add_note("state:1", f"{name} {number}", name).id

def plan(workspace, name, number):
    accepted = PlanToAccept(f"{name} {number}", "abc", "2026-11-23-x", date(2026, 11, 23), decided)
    return workspace.accept_plan(accepted, name, "again").id

def saved_state(workspace, name, number):
    return workspace.save_state(state, name, f"again {number}").id

KINDS = {"scenario": scenario, "note": note, "plan": plan, "state": saved_state}

def save(name, first):
    workspace = open_workspace(home)
    for number in range(most):
        kind = [*KINDS][(number + first) % len(KINDS)]
        sys.stdout.write(f"{kind} {KINDS[kind](workspace, name, number)}\\n")
        sys.stdout.flush()

for line in sys.stdin:
    child = os.fork()
    if child == 0:
        name, first = line.split()
        save(name, int(first))
        os._exit(0)
    print("saver", child, flush=True)
"""
KINDS = ("scenario", "note", "plan", "state")
KILLS, LONGEST_SECONDS = 10, 0.3


@contextmanager
def savers(home, most):
    """A program that starts a process for each name it is told, which saves things of all kinds in turn.

    After the name stands the place in KINDS of what it saves first.
    """
    command = [sys.executable, "-c", SAVER, str(home), str(most)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            yield program
        finally:
            program.kill()


def confirmed_from(program, until, found):
    """Reads lines until one that a function accepts; what is confirmed on the way is kept as kind and id."""
    for line in program.stdout:
        kind, value = line.split()
        if kind in KINDS:
            found.append((kind, value))
        if until(kind):
            return value
    raise AssertionError("ended before that")


def kept_things(workspace):
    """Kind and id of everything that can be read back whole."""
    assert all(one.problems == () for one in workspace.states())
    assert all(len(one.commitments) == 2 for one in workspace.accepted_plans())
    return {
        *(("scenario", one.id) for one in workspace.scenarios()),
        *(("note", one.id) for one in workspace.notes("state:1")),
        *(("plan", one.id) for one in workspace.accepted_plans()),
        *(("state", one.id) for one in workspace.states()),
    }


def integrity(home):
    with closing(sqlite3.connect(home / "workspace.sqlite")) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall()


def test_everything_confirmed_survives_kills_at_random_moments(tmp_path):
    chance = random.Random(20261123)
    confirmed = []
    with savers(tmp_path, 10_000) as program:
        for turn in range(KILLS):
            print(f"saver{turn} {turn % len(KINDS)}", file=program.stdin, flush=True)
            child = int(confirmed_from(program, lambda kind: kind == "saver", confirmed))
            try:
                confirmed_from(program, lambda kind: kind in KINDS, confirmed)
                time.sleep(chance.uniform(0, LONGEST_SECONDS))
            finally:
                os.kill(child, signal.SIGKILL)
            assert integrity(tmp_path) == [("ok",)]
        program.stdin.close()
        confirmed += [tuple(line.split()) for line in program.stdout]
    assert len(set(confirmed)) == len(confirmed) >= KILLS
    assert {kind for kind, _ in confirmed} == set(KINDS)
    workspace = open_workspace(tmp_path)
    kept = kept_things(workspace)
    assert set(confirmed) <= kept
    assert len(kept) <= len(confirmed) + KILLS
    audit = workspace.audit(1_000_000)
    assert len(audit) == len(kept)
    assert set(audit.subject) == {f"{kind}:{one}" if kind != "note" else "state:1" for kind, one in kept}


def test_two_processes_that_save_at_once_lose_nothing(tmp_path):
    with savers(tmp_path, 24) as program:
        lines, _ = program.communicate("Jan 0\nEls 2\n", timeout=120)
    confirmed = {tuple(line.split()) for line in lines.splitlines() if not line.startswith("saver ")}
    assert len(confirmed) == 48
    assert kept_things(open_workspace(tmp_path)) == confirmed


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
