"""What is wrong with something that was given, as rows: on the page and as a file to work through."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pandas as pd

from capacity.domain.problems import Problem
from capacity.report import dutch_csv
from capacity.texts import Language, say_problem

FAULT_COLUMNS = ("row", "field", "found", "fault")


def fault_rows(problems: Iterable[Problem], language: Language) -> pd.DataFrame:
    """Columns FAULT_COLUMNS: where, what stands there, and what is wrong with it in words.

    Personal data is named by its place only; its value is not among the faults.
    """
    rows = [
        (
            "" if problem.row is None else str(problem.row),
            problem.column,
            problem.value or "",
            say_problem(replace(problem, file="", row=None, column=""), language),
        )
        for problem in problems
    ]
    return pd.DataFrame(rows, columns=list(FAULT_COLUMNS))


def fault_csv(problems: Iterable[Problem], language: Language) -> bytes:
    """The rows of `fault_rows` as the browser's CSV."""
    return dutch_csv(fault_rows(problems, language))
