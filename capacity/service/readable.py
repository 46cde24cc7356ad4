"""Whether this version of the program can work on a snapshot that another version may have made."""

from __future__ import annotations

import json

from capacity.domain.plan_result import ADDED_LATER, TABLE_COLUMNS
from capacity.domain.problems import BadInputError, Problem
from capacity.scenario import Scenario
from capacity.service.inputs import load_inputs
from capacity.service.snapshots import FORECAST_TABLES, PATHS, RESULT_DOCUMENTS, STATE_DOCUMENT
from capacity.sources.state import read_state
from capacity.store import SnapshotStore

SCENARIO_DOCUMENT = "scenario_document"


class OldSnapshotError(Exception):
    """The snapshot lacks something that this version of the program needs; a refresh makes a new one.

    Args:
        snapshot: its id.
        problems: everything that is missing.
    """

    def __init__(self, snapshot: str, problems: tuple[Problem, ...]) -> None:
        self.snapshot, self.problems = snapshot, problems
        super().__init__(f"{snapshot}: {len(problems)}")


def check_readable(store: SnapshotStore, snapshot: str) -> None:
    """Raises OldSnapshotError, with everything that is missing, when a snapshot cannot be used."""
    problems = missing_of(store, snapshot)
    if problems:
        raise OldSnapshotError(snapshot, problems)


def missing_of(store: SnapshotStore, snapshot: str) -> tuple[Problem, ...]:
    """What a snapshot lacks of all that pages and plans read: tables, settings, rows of the state."""
    with store.held_open(snapshot):
        return (*missing_to_plan(store, snapshot), *_missing_settings(store.documents(snapshot), snapshot))


def missing_to_plan(store: SnapshotStore, snapshot: str) -> tuple[Problem, ...]:
    """What it lacks of all that a plan made anew on it, and the plan it holds, are read from."""
    with store.held_open(snapshot):
        documents, held = store.documents(snapshot), store.columns(snapshot)
    return (
        *_missing_tables(held, snapshot),
        *_missing_columns(held, snapshot),
        *(
            Problem("missing_part", snapshot, expected=name)
            for name in (*RESULT_DOCUMENTS, STATE_DOCUMENT)
            if name not in documents
        ),
        *_faults_of_state(documents, snapshot),
    )


def _missing_tables(held: dict[str, tuple[str, ...]], snapshot: str) -> list[Problem]:
    needed = [
        PATHS,
        *(f"forecast_{name}" for name in FORECAST_TABLES),
        *(f"plan_{name}" for name in TABLE_COLUMNS if name not in ADDED_LATER),
    ]
    return [Problem("missing_part", snapshot, expected=name) for name in needed if name not in held]


def _missing_columns(held: dict[str, tuple[str, ...]], snapshot: str) -> list[Problem]:
    return [
        Problem("missing_column", f"{snapshot}, plan_{name}", expected=column)
        for name, columns in TABLE_COLUMNS.items()
        for column in columns
        if f"plan_{name}" in held and column not in held[f"plan_{name}"]
    ]


def _missing_settings(documents: dict[str, str], snapshot: str) -> list[Problem]:
    if SCENARIO_DOCUMENT not in documents:
        return []
    stored = json.loads(documents[SCENARIO_DOCUMENT])
    return [
        Problem("missing_setting", snapshot, expected=name)
        for name in Scenario.model_fields
        if name not in stored
    ]


def _faults_of_state(documents: dict[str, str], snapshot: str) -> tuple[Problem, ...]:
    if STATE_DOCUMENT not in documents:
        return ()
    content = documents[STATE_DOCUMENT].encode("utf-8")
    try:
        read_state(content, load_inputs().regions, f"{snapshot}, {STATE_DOCUMENT}")
    except BadInputError as fault:
        return fault.problems
    return ()
