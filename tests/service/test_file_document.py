"""The manual lists the columns of each file as the program reads them, and the schema says the same."""

from pathlib import Path

import pytest

from capacity.service.input_files import FILE_KINDS, file_columns, file_schema
from capacity.sources.kinds import TABLE_COLUMNS

DOCUMENT = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")


def as_written(kind: str) -> list[str]:
    rows = file_columns(kind, "en").itertuples(index=False)
    return ["| column | needed | form | meaning |", "| --- | --- | --- | --- |"] + [
        "| " + " | ".join(map(str, row)) + " |" for row in rows
    ]


@pytest.mark.parametrize("kind", TABLE_COLUMNS)
def test_the_manual_has_the_table_of_columns_that_the_reader_uses(kind: str) -> None:
    assert "\n".join(as_written(kind)) in DOCUMENT


@pytest.mark.parametrize("kind", TABLE_COLUMNS)
def test_the_schema_names_every_column_with_type_limits_and_meaning(kind: str) -> None:
    fields = file_schema(kind, "en")["schema"]["fields"]
    assert [field["name"] for field in fields] == [column.name for column in TABLE_COLUMNS[kind]]
    assert all(field["description"] and "required" in field["constraints"] for field in fields)


def test_the_schema_of_a_scenario_names_every_setting() -> None:
    assert "inflow" in file_schema("scenario", "en")["properties"]
    assert set(FILE_KINDS) == {*TABLE_COLUMNS, "scenario"}
