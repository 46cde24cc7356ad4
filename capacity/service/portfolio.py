"""The portfolio of places: derived from totals as shipped, and replaced by the one that a planner accepts."""

from __future__ import annotations

from datetime import timedelta
from functools import cache

import numpy as np
import pandas as pd

from capacity.domain.problems import BadInputError, Problem, plain_number
from capacity.domain.state import State
from capacity.domain.time import Weeks, monday_on_or_after
from capacity.domain.user import User
from capacity.plan.portfolio.border_room import SETTINGS, has_border
from capacity.plan.portfolio.ground import PlacesGround, decided_types, expiring, pipeline, standing_now
from capacity.scenario import default_scenario
from capacity.service.in_force import InForce
from capacity.service.inputs import Inputs, load_inputs
from capacity.service.saved.uploads import PORTFOLIO, SavedUpload
from capacity.service.workspace import Workspace
from capacity.sources.municipalities import is_former
from capacity.sources.portfolio import PORTFOLIO_COLUMNS, YES, read_portfolio, rows_without_fault
from capacity.sources.regions import region_names
from capacity.sources.shipped import load_table
from capacity.sources.tables import write_table

SHOWN_WEEKS, SLICE_WEEKS = 52, 13
DERIVED_SOURCE = "today's state and data/parameters: totals per province and category"
INTAKE, BORDER, ADULTS = "intake", "border", "adults_families"
TOTAL_COLUMNS = ("total", "now", "after", "difference")


@cache
def province_of() -> dict[str, str]:
    """The province of every municipality, by CBS code."""
    rows = load_table("regions/municipalities")
    return dict(zip(rows.code.astype(str), rows.province.astype(str), strict=True))


def with_province(blocks: pd.DataFrame) -> pd.DataFrame:
    """Blocks of a portfolio with the province of each as `region`, as plans read them."""
    return blocks.assign(region=[province_of()[str(code)] for code in blocks.municipality])


def portfolio_in_force(workspace: InForce | None) -> tuple[pd.DataFrame | None, SavedUpload] | None:
    """The blocks that a planner accepted last, with who and why; None when plans stand on the state.

    Without blocks when this version of the program cannot read them any more: then plans stand on the state,
    and pages say so.
    """
    saved = None if workspace is None else workspace.upload_in_force(PORTFOLIO)
    if saved is None:
        return None
    try:
        return with_province(read_portfolio(saved.content.encode("utf-8"), PORTFOLIO)), saved
    except BadInputError:
        return None, saved


def derived_portfolio(inputs: Inputs, state: State) -> pd.DataFrame:
    """The portfolio that ships: blocks per province and category, derived from totals; no real sites.

    Contract dates are not public: the yearly share that ends is spread evenly, in quarters of a year. The
    intake site and the border are in it with their published places, which stand for those of the state and
    of the settings, not beside them.

    Returns:
        Columns of a portfolio with region; municipality is empty, kind `derived` or `assumption`.
    """
    start = monday_on_or_after(state.as_of)
    ground = PlacesGround(
        inputs.parameters,
        state,
        default_scenario(inputs.settings),
        inputs.provinces,
        Weeks(start, SHOWN_WEEKS, 0),
    )
    rows = [
        row
        for region in inputs.regions
        for kind in decided_types(ground)
        for row in _derived_rows(ground, region, kind)
    ]
    return pd.DataFrame([*rows, *_kept_rows(ground)])


def _kept_rows(ground: PlacesGround) -> list[dict[str, object]]:
    """The intake site and the border, which no plan opens or renews, with the source that the state has."""
    found = []
    for kind, usable in ((INTAKE, f"usable_share_{INTAKE}"), (BORDER, f"{BORDER}_usable_share")):
        rows = ground.state.rows_of("places", kind)
        for row in rows.itertuples():
            places = usual_border_places() / len(rows) if kind == BORDER else float(str(row.value))
            known = _known(ground, str(row.region), kind, usable)
            term = {"start": "", "contract_end": "", "renewal_weeks": np.nan}
            source = {"source": f"{DERIVED_SOURCE}; {row.source}", "note": str(row.note)}
            found.append(
                {"block": f"{row.region}.{kind}.lasting", "capacity": places, **term, **known, **source}
            )
    return found


def _known(ground: PlacesGround, region: str, kind: str, usable_share: str) -> dict[str, object]:
    """Cells of a derived row that its type and region settle."""
    at_border = kind == BORDER
    return {
        "region": region,
        "municipality": "",
        "type": kind,
        "suitable_for": ADULTS if at_border else f"{ADULTS} minors status_holders departing",
        "notice_weeks": np.nan,
        "eur_per_place_week": np.nan if at_border else round(ground.price(kind), 2),
        "durable": YES if kind == "regular" else "no",
        "usable_share": ground.number(usable_share),
        "kind": "derived",
        "source": DERIVED_SOURCE,
        "note": "",
    }


def _derived_rows(ground: PlacesGround, region: str, kind: str) -> list[dict[str, object]]:
    ending, coming = (
        find(ground, region, kind).reshape(-1, SLICE_WEEKS).sum(axis=1) for find in (expiring, pipeline)
    )
    now, regular = standing_now(ground, region, kind), kind == "regular"
    renewable = ground.number("contract_weeks_emergency") if not regular else float(SHOWN_WEEKS)
    known = _known(ground, region, kind, f"usable_share_{kind}")
    rows: list[dict[str, object]] = []

    def add(name: str, capacity: float, begin: str = "", end: str = "") -> None:
        if capacity:
            term = {"start": begin, "contract_end": end, "renewal_weeks": renewable if end else np.nan}
            block = f"{region}.{kind}.{name}"
            rows.append({"block": block, "capacity": float(capacity), **term, **known})

    add("lasting", now - ending.sum())
    for quarter, places in enumerate(ending):
        middle = ground.weeks.start + timedelta(weeks=quarter * SLICE_WEEKS + SLICE_WEEKS // 2, days=6)
        add(f"ends{quarter + 1}", float(places), end=middle.isoformat())
    for quarter, places in enumerate(coming):
        middle = ground.weeks.start + timedelta(weeks=quarter * SLICE_WEEKS + SLICE_WEEKS // 2)
        add(f"opens{quarter + 1}", float(places), begin=middle.isoformat())
    return rows


def derived_portfolio_file(state: State, dutch: bool) -> bytes:
    """The portfolio that ships as a file to look at; its rows name a province and no municipality."""
    return write_table(derived_portfolio(load_inputs(), state), dutch)


def intake_places(blocks: pd.DataFrame) -> float:
    """Places of a portfolio at the intake site, whose cap stays."""
    return float(blocks.capacity[blocks.type == INTAKE].sum())


def usual_border_places() -> float:
    """Border places of a plan without a portfolio: those of the settings, as shipped."""
    parameters = load_inputs().parameters
    return sum(parameters.number(name) for name in SETTINGS)


def places_at_border(state: State) -> float | None:
    """Places at the border today by the portfolio in force; None where those of the settings count."""
    if not has_border(state) or state.portfolio is None:
        return None
    return portfolio_totals(state.portfolio, state).get(f"type_{BORDER}", 0.0)


def portfolio_totals(blocks: pd.DataFrame, state: State) -> dict[str, float]:
    """Places on the state's day by type and durable, and places that still open.

    Without a block of its own the intake site keeps its places of the state, the border those of a setting.
    """
    today = state.as_of.isoformat()
    there = blocks[(blocks.start <= today) & ((blocks.contract_end == "") | (blocks.contract_end >= today))]
    found = {f"type_{kind}": float(places) for kind, places in there.groupby("type").capacity.sum().items()}
    found["durable"] = float(there.capacity[there.durable == YES].sum())
    found["coming"] = float(blocks.capacity[blocks.start > today].sum())
    if not (blocks.type == BORDER).any():
        found["type_border"] = usual_border_places()
    if not (blocks.type == INTAKE).any():
        found["type_intake"] = _places_of_state(state).get(INTAKE, 0.0)
    return found


def _places_of_state(state: State) -> dict[str, float]:
    places = state.rows[state.rows.measure == "places"].groupby("type").value.sum()
    return {str(kind): float(value) for kind, value in places.items()}


def state_places(state: State) -> dict[str, float]:
    """The same totals as today's state tells them; at the border those of the settings."""
    rows = state.rows
    found = {f"type_{kind}": value for kind, value in _places_of_state(state).items()}
    found["type_border"] = usual_border_places()
    for name, measure in (("durable", "durable"), ("coming", "commitment")):
        found[name] = float(rows[rows.measure == measure].value.sum())
    return found


def portfolio_preview(blocks: pd.DataFrame, state: State) -> pd.DataFrame:
    """What a portfolio adds up to beside what plans stand on now.

    Returns:
        TOTAL_COLUMNS; totals `type_...`, `durable`, `coming`, in places.
    """
    given = state_places(state) if state.portfolio is None else portfolio_totals(state.portfolio, state)
    after = portfolio_totals(blocks, state)
    names = [*given, *(name for name in after if name not in given)]
    rows = [(name, given.get(name, 0.0), after.get(name, 0.0)) for name in names]
    table = pd.DataFrame(rows, columns=list(TOTAL_COLUMNS[:3]))
    return table.assign(difference=table.after - table.now)


def sound_blocks(content: bytes, file: str) -> pd.DataFrame:
    """Blocks of a file with faults in which nothing is wrong, to be added up beside the faults."""
    return rows_without_fault(content, file)


def merged_rows(blocks: pd.DataFrame) -> pd.DataFrame:
    """Rows whose municipality merged into another one: block, given, municipality with its name."""
    merged = blocks.loc[[is_former(str(text)) for text in blocks.given], ["block", "given", "municipality"]]
    return merged.assign(municipality=[f"{region_names()[code]} ({code})" for code in merged.municipality])


def off_by_more(blocks: pd.DataFrame, state: State, confirmed: float) -> list[Problem]:
    """Totals that differ by more places than the planner confirms."""
    table = portfolio_preview(blocks, state)
    return [
        Problem("total_off", "", None, str(total), plain_number(after), _within(now, confirmed))
        for total, after, now, off in zip(table.total, table.after, table.now, table.difference, strict=True)
        if abs(float(off)) > confirmed
    ]


def _within(now: float, confirmed: float) -> str:
    return f"{plain_number(now)} ± {plain_number(confirmed)}"


def accept_portfolio(
    workspace: Workspace,
    blocks: pd.DataFrame,
    state: State,
    confirmed: float,
    author: User | str,
    reason: str,
    based_on: str | None = None,
) -> SavedUpload:
    """Makes plans stand on a portfolio.

    Args:
        based_on: as of `Workspace.accept_upload`.
        confirmed: places by which each total may differ from what plans stand on now.

    Raises:
        BadInputError: totals off by more, or author or reason lack; all at once.
        SavedMeanwhileError: another portfolio is in force than `based_on`.
    """
    problems = off_by_more(blocks, state, confirmed)
    for name, text in (("author", author if isinstance(author, str) else author.name), ("reason", reason)):
        if not text.strip():
            problems.append(Problem(f"{name}_lacks", column=name))
    if problems:
        raise BadInputError(problems)
    table = blocks[[column.name for column in PORTFOLIO_COLUMNS]]
    content = write_table(table, False).decode("utf-8")
    return workspace.accept_upload(PORTFOLIO, content, author, reason, based_on)
