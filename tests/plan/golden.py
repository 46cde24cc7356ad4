"""A small chain and small places with every constraint family, and their rows as text a person can check."""

from dataclasses import replace
from datetime import date
from math import inf
from pathlib import Path

import numpy as np

from capacity.domain.time import Weeks
from capacity.plan.chain.rows import build_chain
from capacity.plan.network.parts import (
    OUTSIDE,
    Arrival,
    Caseload,
    Network,
    Pool,
    Pot,
    Station,
    Way,
)
from capacity.plan.network.waiting import Queue
from capacity.plan.places.problem import PlacesProblem
from capacity.plan.places.rows import build_places
from capacity.plan.portfolio.last_decisions import LastDecisions
from capacity.plan.portfolio.lots import Lot
from capacity.plan.solver.program import Program
from tests.plan.small_places import block, small_places

FOLDER = Path(__file__).parent / "golden"
WEEKS, SHOWN_WEEKS = 3, {"chain": "2026W49", "places": "2026W52"}
SCREENING, OLD, BORDER, APPEAL, RETURN = (
    ("screening", "border"),
    ("decision", "old"),
    ("decision", "border"),
    ("appeal", "border"),
    ("return_border", "border"),
)


def golden_network() -> Network:
    """Screening that closes after 3 days, a border decision, an appeal on its clock, a return."""
    nobody = np.zeros(WEEKS)
    return Network(
        weeks=Weeks(date(2026, 11, 23), WEEKS, 0),
        stations=_stations(),
        ways=_ways(),
        pools=tuple(
            Pool(name, "NL", np.full(WEEKS, hours), np.full(WEEKS, hours / 10), nobody)
            for name, hours in (("guards", 30.0), ("deciders", 600.0), ("courts", 5.0))
        ),
        arrivals=(Arrival(SCREENING, np.full(WEEKS, 10.0)),),
        in_transit=(),
        pot=Pot((BORDER, APPEAL), np.full(WEEKS, 25.0), 20.0),
        old_share=0.6,
        gate=(BORDER, (SCREENING,), 1.0),
        event_weeks=26.0,
        prices={"overtime": 70.0, "penalty_old_case": 61.0, "hired": 1859.0},
        caseloads=(
            Caseload(
                SCREENING,
                1,
                np.full(WEEKS, 30.0),
                np.array([12.0, 8.0, 4.0]),
                "guard",
                "desk",
                np.ones(WEEKS),
            ),
        ),
        regular_work={"deciders": np.array([600.0, 1150.0, 1700.0])},
    )


def _stations() -> tuple[Station, ...]:
    closing = {"closes": True, "rank": 1}
    two_weeks = {"term_weeks": np.full(WEEKS, 2.0)}
    return (
        Station(SCREENING, "guards", 3.0, Queue(), "screening", term_weeks=np.full(WEEKS, 3 / 7), **closing),
        Station(
            OLD,
            "deciders",
            60.0,
            Queue(np.array([40.0, 20.0])),
            "old",
            left_share=0.2,
            leaving_rate=0.1,
            rank=3,
            due=tuple(((0.25, week - 0.5), (0.75, week - 2.0)) for week in range(WEEKS)),
            **two_weeks,
        ),
        Station(
            BORDER,
            "deciders",
            48.0,
            Queue(),
            "border",
            minimum_weeks=0.5,
            diverts=True,
            left_share=0.1,
            leaving_rate=0.1,
            **two_weeks,
            **closing,
        ),
        Station(
            APPEAL,
            "courts",
            1.0,
            Queue(),
            "appeal",
            clock_from=(BORDER, 0.6),
            let_go=(((0, 0.0), (1, -inf)), ((1, 1.0), (2, -1.0), (2, -inf)), ((1, 2.0), (2, -inf))),
            **two_weeks,
            **closing,
        ),
        Station(
            RETURN,
            "courts",
            0.5,
            Queue(),
            "return_border",
            minimum_weeks=0.5,
            due=tuple(((0.75, week - 1.0), (0.25, week - 2.0)) for week in range(WEEKS)),
            in_time=(1,),
            **two_weeks,
            **closing,
        ),
    )


def _ways() -> tuple[Way, ...]:
    return (
        Way(SCREENING, "served", BORDER, 1.0),
        Way(SCREENING, "unfinished", BORDER, 1.0),
        Way(OLD, "served", OUTSIDE, 1.0),
        Way(BORDER, "served", APPEAL, 0.6),
        Way(BORDER, "served", OUTSIDE, 0.4),
        Way(BORDER, "unfinished", OUTSIDE, 1.0),
        Way(BORDER, "diverted", OUTSIDE, 1.0),
        Way(APPEAL, "served", RETURN, 0.5),
        Way(APPEAL, "served", OUTSIDE, 0.5),
        Way(APPEAL, "unfinished", OUTSIDE, 1.0),
        Way(RETURN, "served", OUTSIDE, 1.0),
        Way(RETURN, "unfinished", OUTSIDE, 1.0),
    )


def families(program: Program) -> list[str]:
    """Names of the constraint families of a program, in the order in which they first occur."""
    return list(dict.fromkeys(name.split("-")[0] for name in program.row_names))


def rows_of(program: Program, family: str, week: str) -> str:
    """All rows of a family in one week, as text: one line a row, terms in order of columns."""
    arrays = program.arrays()
    lines = []
    for place, name in enumerate(program.row_names):
        if name.split("-")[0] == family and name.endswith(week):
            start, end = arrays.starts[place], arrays.starts[place + 1]
            terms = " ".join(
                f"{value:+.6g} {program.column_names[column]}"
                for column, value in sorted(
                    zip(arrays.indices[start:end].tolist(), arrays.values[start:end].tolist(), strict=True)
                )
            )
            low, high = arrays.row_low[place] + 0.0, arrays.row_high[place] + 0.0
            limit = f"= {low:.6g}" if low == high else f"<= {high:.6g}" if low == -np.inf else f">= {low:.6g}"
            lines.append(f"{name}: {terms} {limit}")
    return "\n".join(lines) + "\n"


def golden_places() -> PlacesProblem:
    """Two regions, eight weeks: lasting places with a task, contracts that end, a block of a portfolio."""
    weeks, limit = 8, np.array([0.0, 30.0])
    ending = np.zeros(weeks)
    ending[4] = 20.0
    boat = Lot(
        block="boat",
        places=15.0,
        first=0,
        present=True,
        end=5,
        renewable=10.0,
        renewal_weeks=26,
        usable_share=0.9,
        eur_per_place_week=3.0,
        durable=False,
        suits=frozenset({"minors"}),
    )
    blocks = (
        block(weeks, "PV20", now=100, open_limit=limit, expiring=ending),
        block(
            weeks,
            "PV20",
            "emergency",
            now=40,
            open_limit=limit + 20,
            contract_periods=1,
            most_periods=1,
            usable_share=0.9,
        ),
        block(weeks, "PV21", now=50, lots=(boat,), renewable_share=0.7),
    )
    problem = small_places(
        blocks,
        np.full(weeks, 180.0),
        task={"PV20": 120.0, "PV21": 60.0},
        task_week=5,
        at_intake=25.0,
        places=20.0,
        cap=20.0,
        outplacement_limit=3.0,
        eur_per_place_week=1.0,
    )
    asked = {"ceilings": {2027: 5000.0}, "buffer_share": 0.1, "fair": True}
    steps = {"moves_per_week": 5.0, "eur_per_move": 4.0, "spare_share": 0.95, "eur_per_spare_week": 2.0}
    decided = {("PV20", "emergency", "ordered"): np.array([0.0, 25.0])}
    return replace(problem, last=LastDecisions(decided, 2, 100.0), **asked, **steps)


def golden_programs() -> dict[str, Program]:
    """The small chain's program and the small places'."""
    chain, places = Program("chain"), Program("places")
    build_chain(golden_network(), chain)
    build_places(golden_places(), places)
    return {"chain": chain, "places": places}


def golden_texts() -> dict[str, str]:
    """Per program and family its rows in one week: the one named here, or the last in which it has rows."""
    texts = {}
    for kind, program in golden_programs().items():
        for family in families(program):
            weeks = [name.split("-")[-1] for name in program.row_names if name.split("-")[0] == family]
            shown = SHOWN_WEEKS[kind] if SHOWN_WEEKS[kind] in weeks else weeks[-1]
            texts[f"{kind}.{family}"] = rows_of(program, family, shown)
    return texts


if __name__ == "__main__":
    for family, text in golden_texts().items():
        (FOLDER / f"{family}.lp").write_text(text, encoding="utf-8")
