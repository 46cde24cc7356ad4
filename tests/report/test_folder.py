import io
import json
import zipfile

import numpy as np
import pandas as pd
import pytest
import yaml

from capacity.domain.plan_result import TABLE_COLUMNS, PlanResult
from capacity.domain.problems import BadInputError
from capacity.report import (
    dutch_csv,
    plan_meta,
    plan_zip,
    read_plan_folder,
    write_plan_folder,
)
from capacity.sources.tables import Column, read_table

ROWS: dict[str, list[tuple]] = {
    "plan": [
        ("2026-11-23", "NL", "decision", "old", "queue", 41_000.1234567, "persons"),
        ("2026-11-30", "NL", "decision", "old", "queue", 1e-9, "persons"),
    ],
    "flows": [("", "2026-11-23", "outside", "", "arrival", "decision", "normal", 251.0)],
    "pools": [("2026-11-23", "ind_deciders", "", 12_000.0, 0.0, 0.0, 11_999.5, 0.0)],
    "resources": [("2026-11-23", "ind_deciders", "", "decision", "old", 11_999.5)],
    "residents": [("2026-11-23", "adults_families", 54_000.0, 53_000.0, 1_000.0)],
    "places": [
        ("2026-11-23", "PV20", "regular", 1_624.0, 1_624.0, 1_559.0, 1_559.0, 0, 0, 1_624, 2_491, 867)
    ],
    "contracts": [("2026-11-23", "PV20", "GM0014", "emergency", "Hal 2", 120.0, 60.0)],
    "occupancy": [("2026-11-23", "PV20", "regular", "adults_families", 1_559.0)],
    "costs": [("2026-11-23", "PV20", "money", "regular", 1_559.0, 560.5, 111_222_333.0)],
    "duties": [("decision_normal", "APR 35(4)", "IND", "NL", "2026-11-23", 0, 0, 0, np.nan)],
    "prices": [],
}
NAME = "=More inflow; 'wild'"


def result(seconds: float = 1.5) -> PlanResult:
    return PlanResult(
        scenario=NAME,
        tables={name: pd.DataFrame(ROWS[name], columns=list(TABLE_COLUMNS[name])) for name in TABLE_COLUMNS},
        summary={
            "status": "optimal",
            "objective": {"chain": np.float64(1 / 3), "places": -0.0},
            "snapshot": "2026-11-23-abcd1234",
            "scenario_hash": "b41c9f",
            "program_version": "0.1.0",
            "law_version": "f00d",
            "assumptions": ["old_stock_min_share"],
            "inputs_needed": ["hours_old"],
        },
        run={"seconds": {"solve": seconds}},
        scenario_document={"name": NAME, "inflow": 120.0, "sized_to": "P50", "parameters": {"b": 1, "a": 2}},
        receipt={"state": "aa", "forecast": "bb"},
        notices={},
    )


@pytest.mark.parametrize("dutch", [False, True])
def test_a_plan_folder_holds_exactly_its_files_each_starting_with_the_scenario(tmp_path, dutch):
    written = write_plan_folder(result(), tmp_path / "new" / "plan", dutch)
    names = {path.name for path in (tmp_path / "new" / "plan").iterdir()}
    documents = {"summary.json", "run.json", "scenario.yaml", "receipt.json"}
    assert names == {f"{name}.csv" for name in TABLE_COLUMNS} | documents == {path.name for path in written}
    separator = ";" if dutch else ","
    for name, columns in TABLE_COLUMNS.items():
        text = (tmp_path / "new" / "plan" / f"{name}.csv").read_text(encoding="utf-8-sig")
        assert text.splitlines()[0] == separator.join(["scenario", *columns])


@pytest.mark.parametrize("dutch", [False, True])
def test_a_plan_folder_reads_back_equal_to_six_decimals(tmp_path, dutch):
    plan = result()
    write_plan_folder(plan, tmp_path, dutch)
    back = read_plan_folder(tmp_path)
    for name, table in plan.tables.items():
        wanted = table.reset_index(drop=True)
        wanted.insert(0, "scenario", NAME)
        if len(wanted):
            pd.testing.assert_frame_equal(back[name], wanted, check_dtype=False, rtol=0, atol=1e-6)
        else:
            assert list(back[name].columns) == list(wanted.columns)


def test_the_same_plan_is_the_same_bytes_run_times_apart(tmp_path):
    for name, seconds in (("one", 1.5), ("two", 2.5)):
        write_plan_folder(result(seconds), tmp_path / name)
    differing = [
        path.name
        for path in (tmp_path / "one").iterdir()
        if path.read_bytes() != (tmp_path / "two" / path.name).read_bytes()
    ]
    assert differing == ["run.json"]


def test_numbers_have_at_most_six_decimals_and_no_exponent(tmp_path):
    write_plan_folder(result(), tmp_path)
    lines = (tmp_path / "plan.csv").read_text(encoding="utf-8").splitlines()
    assert lines[1].split(",")[-2:] == ["41000.123457", "persons"]
    assert lines[2].split(",")[-2:] == ["0", "persons"]
    assert b"\r" not in (tmp_path / "plan.csv").read_bytes()


def test_documents_have_sorted_keys_and_rounded_numbers(tmp_path):
    write_plan_folder(result(), tmp_path)
    text = (tmp_path / "summary.json").read_text(encoding="utf-8")
    summary = json.loads(text)
    assert list(summary) == sorted(summary)
    assert summary["objective"] == {"chain": 0.333333, "places": 0.0}
    assert "-0.0" not in text
    scenario = yaml.safe_load((tmp_path / "scenario.yaml").read_text(encoding="utf-8"))
    assert scenario == result().scenario_document


def test_a_missing_file_of_a_plan_folder_is_named(tmp_path):
    write_plan_folder(result(), tmp_path)
    (tmp_path / "costs.csv").unlink()
    with pytest.raises(BadInputError) as refused:
        read_plan_folder(tmp_path)
    assert [(p.key, p.file) for p in refused.value.problems] == [("cannot_open", "costs.csv")]


def test_a_plan_without_a_column_cannot_be_written(tmp_path):
    plan = result()
    plan.tables["costs"].drop(columns="eur", inplace=True)
    with pytest.raises(KeyError):
        write_plan_folder(plan, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_the_download_holds_all_tables_and_the_account_in_dutch_style():
    with zipfile.ZipFile(io.BytesIO(plan_zip(result(), "nl"))) as archive:
        names = archive.namelist()
        meta = archive.read("plan_meta.csv")
        costs = archive.read("costs.csv")
    assert names == sorted(names)
    assert set(names) >= {f"{name}.csv" for name in TABLE_COLUMNS} | {"plan_meta.csv"}
    assert meta.startswith(b"\xef\xbb\xbfkey;value\r\n")
    assert b"560,5" in costs


def test_the_same_download_is_the_same_bytes():
    assert plan_zip(result(1.0), "en") == plan_zip(result(2.0), "en")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_account_names_scenario_snapshot_versions_and_what_is_assumed(language):
    made = {"created_by": "planner", "created_at": "2026-11-24"}
    meta = plan_meta(result(), language, made).set_index("key").value
    assert meta["scenario"] == NAME
    assert meta["snapshot"] == "2026-11-23-abcd1234"
    assert meta["horizon"] == "2026-W48 - 2026-W49"
    assert meta["overrides"] == "a, b"
    assert meta["assumptions"] == "old_stock_min_share, hours_old"
    assert (meta["language"], meta["created_by"], meta["created_at"]) == (language, "planner", "2026-11-24")
    assert meta["title"] != ""
    assert "2026-11-23-abcd1234" in meta["source_note"]


def test_a_table_for_the_browser_comes_back_unchanged():
    frame = pd.DataFrame({"week": ["2026-W48"], "name": ["=sum"], "persons": [1234.5]})
    columns = (Column("week"), Column("name"), Column("persons", "number"))
    pd.testing.assert_frame_equal(read_table(dutch_csv(frame), columns), frame)
