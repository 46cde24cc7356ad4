"""The strict reader of social-economic scores by municipality (SES-WOA of Statistics Netherlands)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from capacity.domain.parameters import KINDS
from capacity.domain.problems import BadInputError
from capacity.sources.municipalities import (
    is_former,
    municipality_codes,
    municipality_of,
    unknown_municipality,
)
from capacity.sources.tables import Column, completed, duplicate_rows, examine_table

LOWEST, HIGHEST = -0.99, 2.0
SCORE_COLUMNS = (
    Column("municipality"),
    Column("score", "number", low=LOWEST, high=HIGHEST),
    Column("kind", choices=KINDS),
    Column("source"),
    Column("note", required=False),
)


def read_scores(content: Path | bytes, file: str = "") -> pd.DataFrame:
    """Scores in the order of the file; a municipality may be given by its name of today.

    Returns:
        Columns of SCORE_COLUMNS.

    Raises:
        BadInputError: everything `examine_table` refuses, a municipality twice, unknown or merged.
    """
    name = file or (content.name if isinstance(content, Path) else "")
    rows, problems = examine_table(content, SCORE_COLUMNS, name)
    rows = completed(rows, SCORE_COLUMNS)
    faulty = {(problem.row, problem.column) for problem in problems}
    given = rows.municipality.astype(str)
    rows["municipality"] = [text if is_former(text) else municipality_of(text) for text in given]
    found = duplicate_rows(rows[rows.municipality != ""], ("municipality",), name)
    for number, asked in rows.municipality.astype(str).items():
        if asked and asked not in municipality_codes():
            found.append(unknown_municipality(asked, name, int(str(number))))
    problems += [problem for problem in found if (problem.row, problem.column) not in faulty]
    if problems:
        raise BadInputError(sorted(problems, key=lambda problem: problem.row or 0))
    return rows.reset_index(drop=True)
