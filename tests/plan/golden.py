"""One small chain in which every constraint family occurs, and its rows as text a person can check."""

from datetime import date
from pathlib import Path

import numpy as np

from capacity.domain.time import Weeks
from capacity.plan.chain import build_chain
from capacity.plan.network import OUTSIDE, Arrival, Network, Pool, Pot, Queue, Station, Way
from capacity.plan.program import Program

FOLDER = Path(__file__).parent / "golden"
WEEKS, SHOWN_WEEK = 3, 1
SCREENING, OLD, BORDER, APPEAL = (
    ("screening", "border"),
    ("decision", "old"),
    ("decision", "border"),
    ("appeal", "border"),
)


def golden_network() -> Network:
    """Screening that closes after 3 days, a border decision that may be diverted, an appeal on its clock."""
    nobody = np.zeros(WEEKS)
    stations = (
        Station(
            SCREENING,
            "guards",
            3.0,
            Queue(),
            "screening",
            term_weeks=np.full(WEEKS, 3 / 7),
            closes=True,
            rank=1,
        ),
        Station(
            OLD,
            "deciders",
            60.0,
            Queue(np.array([40.0, 20.0])),
            "old",
            term_weeks=np.full(WEEKS, 2.0),
            left_share=0.2,
            leaving_rate=0.1,
            rank=3,
        ),
        Station(
            BORDER,
            "deciders",
            48.0,
            Queue(),
            "border",
            minimum_weeks=0.5,
            term_weeks=np.full(WEEKS, 2.0),
            closes=True,
            diverts=True,
            left_share=0.1,
            leaving_rate=0.1,
            rank=1,
        ),
        Station(
            APPEAL,
            "courts",
            1.0,
            Queue(),
            "appeal",
            term_weeks=np.full(WEEKS, 2.0),
            closes=True,
            clock_from=(BORDER, 0.6),
            rank=1,
        ),
    )
    ways = (
        Way(SCREENING, "served", BORDER, 1.0),
        Way(SCREENING, "unfinished", BORDER, 1.0),
        Way(OLD, "served", OUTSIDE, 1.0),
        Way(BORDER, "served", APPEAL, 0.6),
        Way(BORDER, "served", OUTSIDE, 0.4),
        Way(BORDER, "unfinished", OUTSIDE, 1.0),
        Way(BORDER, "diverted", OUTSIDE, 1.0),
        Way(APPEAL, "served", OUTSIDE, 1.0),
        Way(APPEAL, "unfinished", OUTSIDE, 1.0),
    )
    return Network(
        weeks=Weeks(date(2026, 11, 23), WEEKS, 0),
        stations=stations,
        ways=ways,
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
        prices={"overtime": 70.0, "penalty_old_case": 61.0},
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


def golden_program() -> Program:
    """The small chain's program."""
    program = Program("golden")
    build_chain(golden_network(), program)
    return program


def golden_texts() -> dict[str, str]:
    """Per family its rows in the second week."""
    program = golden_program()
    week = build_chain(golden_network()).week_labels[SHOWN_WEEK]
    return {family: rows_of(program, family, week) for family in families(program)}


if __name__ == "__main__":
    for family, text in golden_texts().items():
        (FOLDER / f"chain.{family}.lp").write_text(text, encoding="utf-8")
