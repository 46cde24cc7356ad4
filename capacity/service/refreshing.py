"""The refresh: collect, check, forecast, plan, publish, prune, log; one at a time, and safe to repeat."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

import pandas as pd

from capacity.domain.live import Remark, SourceFault
from capacity.domain.problems import BadInputError
from capacity.domain.state import State
from capacity.service.generation import Material, publish_generation
from capacity.service.inputs import load_inputs
from capacity.service.observations import carried, latest, merged
from capacity.service.readable import missing_of
from capacity.service.ready_at_once import make_ready
from capacity.service.refresh_faults import NoRoomError, RefreshBusyError, RefreshError
from capacity.service.runs import BAD_INPUT, DONE, FAILED, STOPPED, RunRecord, faults_in, utc_now
from capacity.service.today import accepted_plan, planning_state
from capacity.sources.live import Answer, Limits, collect, jumps, load_sources
from capacity.store import BusyError, Originals, RunLog, SnapshotStore, free_bytes, own_turn, state_home

Progress = Callable[[str], object]
LOCK_FILE = "refresh.lock"
WAIT_SECONDS = 300.0
MEGABYTE = 1_000_000
ROOM_FOR_SNAPSHOTS, LEAST_ROOM = 3, 60 * MEGABYTE


@dataclass(frozen=True)
class RefreshOutcome:
    """How a refresh ended.

    Args:
        snapshot: the one in service now.
        published: whether it is new; otherwise nothing had changed.
        source_faults: sources that could not be read; their last good figures were used.
        held: somebody went back to the one in service, so that nothing new takes its place.
    """

    snapshot: str
    published: bool
    source_faults: tuple[SourceFault, ...] = ()
    held: bool = False


def refresh(
    offline: bool = False,
    as_of: date | None = None,
    home: Path | None = None,
    progress: Progress = str,
    force: bool = False,
    wait_seconds: float = WAIT_SECONDS,
    limits: Limits | None = None,
) -> RefreshOutcome:
    """Brings the snapshot in service up to date; when nothing changed, it stays.

    A source that cannot be read does not stop the others: its last good figures are used. A snapshot that
    somebody went back to stays, so that a timer does not undo that; the sources are read all the same.

    Args:
        offline: asks no source; as-of is then the day of the state planned from, not today, and never before
            the day of the snapshot in service: a plan is not set back by asking nobody.
        as_of: the day to plan from, an earlier one too; a source with figures of a later day is refused.
        force: publishes a snapshot also when nothing changed or an earlier one is held.
        wait_seconds: how long to wait for a refresh that is going on already.
        limits: bounds on time and size for each source.

    Raises:
        RefreshBusyError: another refresh is still going on.
        BadInputError: the state or the series cannot be used.
        RefreshError: it failed; the reason is noted beside the snapshot in service.
    """
    root = home or state_home()
    try:
        with own_turn(root / LOCK_FILE, wait_seconds, partial(progress, "waiting")):
            return _logged_run(root, offline, as_of, progress, force, limits)
    except BusyError as busy:
        raise RefreshBusyError from busy


def _logged_run(
    root: Path, offline: bool, as_of: date | None, progress: Progress, force: bool, limits: Limits | None
) -> RefreshOutcome:
    store = SnapshotStore(root)
    log = RunLog(root)
    about = {"offline": offline, "as_of": None if as_of is None else as_of.isoformat()}
    try:
        _check_room(store, root)
        record = RunRecord(log, about)
    except Exception as fault:
        raise _noted(store, fault) from fault
    try:
        outcome = _run(_Run(root, store, record, progress, offline, limits), as_of, force)
        record.end(FAILED if outcome.source_faults else DONE)
    except BadInputError as fault:
        if as_of is None:
            _noted(store, fault)
        record.end(BAD_INPUT, str(fault))
        raise
    except Exception as fault:
        failed = _noted(store, fault)
        record.end(FAILED, str(failed))
        raise failed from fault
    except BaseException as stop:
        record.end(STOPPED, type(stop).__name__)
        raise
    return outcome


def _noted(store: SnapshotStore, fault: Exception) -> RefreshError:
    """The fault as it is told, noted beside the snapshot in service where the disk still lets us."""
    failed = fault if isinstance(fault, RefreshError) else RefreshError(f"{type(fault).__name__}: {fault}")
    with suppress(OSError):
        store.note_failure(str(failed), utc_now())
    return failed


def _check_room(store: SnapshotStore, root: Path) -> None:
    current = store.current()
    needed = max(LEAST_ROOM, ROOM_FOR_SNAPSHOTS * (store.size(current) if current else 0))
    free = free_bytes(root)
    if free < needed:
        raise NoRoomError(needed // MEGABYTE, free // MEGABYTE)


@dataclass(frozen=True)
class _Run:
    """What the steps of one run share."""

    root: Path
    store: SnapshotStore
    record: RunRecord
    progress: Progress
    offline: bool
    limits: Limits | None

    def phase(self, name: str) -> None:
        self.record.phase(name)
        self.progress(name)


def _run(run: _Run, as_of: date | None, force: bool) -> RefreshOutcome:
    run.phase("sources")
    inputs = load_inputs()
    state = planning_state(run.root, inputs)
    observations = carried(run.store, utc_now())
    day = as_of or (_day_of_what_is_there(run.store, state) if run.offline else datetime.now(UTC).date())
    if not run.offline:
        observations = _with_live_figures(run, observations, day)
    material = Material(inputs, state, day, observations, utc_now(), accepted_plan(run.root))
    run.phase("validation")
    current = run.store.current()
    held = not force and current is not None and _is_held(run.store, current)
    published = not held and (force or current is None or not _still_holds(run.store, current, material))
    if published or current is None:
        current = publish_generation(run.store, material, run.phase)
    else:
        run.store.clear_failure()
    make_ready(run.root, current, run.phase)
    run.record.line |= {"snapshot": current, "published": published, "as_of": day.isoformat()}
    return RefreshOutcome(current, published, faults_in(run.record.line["sources"]), held)


def _day_of_what_is_there(store: SnapshotStore, state: State) -> date:
    """The day of the state, or that of the snapshot in service where it is a later one."""
    current = store.current()
    served = str(store.info(current).get("as_of", "")) if current else ""
    return max(state.as_of, date.fromisoformat(served)) if served else state.as_of


def _is_held(store: SnapshotStore, snapshot: str) -> bool:
    """Whether somebody went back to a snapshot; one that this version cannot use is not held."""
    return bool(store.held_since()) and not missing_of(store, snapshot)


def _still_holds(store: SnapshotStore, snapshot: str, material: Material) -> bool:
    """Whether a snapshot was made from the same, by a version whose snapshots can be used."""
    made_from = str(store.info(snapshot).get("inputs_hash", ""))
    return made_from == material.fingerprint() and not missing_of(store, snapshot)


def _with_live_figures(run: _Run, observations: pd.DataFrame, day: date) -> pd.DataFrame:
    """The figures with what the sources gave; every answer is kept, and what was noticed is in the record.

    Args:
        day: figures of a later period are refused.
    """
    originals = Originals(run.root)
    originals.remove_leftovers()

    def keep(source: str, answer: Answer) -> None:
        originals.add(source, answer.url, answer.content, answer.retrieved_at)

    for result in collect(load_sources(), day, keep, run.limits):
        if result.reading is None:
            run.record.source(result, 0, 0, 0, ())
            continue
        rows, read_at = result.reading.observations, result.retrieved_at.isoformat(timespec="seconds")
        change = merged(observations, rows, result.source.id, read_at)
        observations = change.observations
        remarks: tuple[Remark, ...] = (*result.reading.findings, *jumps(latest(observations), change.added))
        run.record.source(result, len(rows), change.new, change.revised, remarks)
    return observations
