"""What a plan says of its own values: those still needed, those a scenario gives, and articles left."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from capacity.domain.plan_result import PlanResult
from capacity.report import plan_zip, write_plan_folder
from capacity.scenario import scenario_from
from capacity.service import open_service
from capacity.service.inputs import load_inputs
from capacity.service.planning import make_result
from capacity.service.stage_inputs import inputs_below

CONTENT: dict[str, Any] = {
    "weeks": 26,
    "parameters": {"eurodac_hours_per_record": 0.4, "old_stock_min_share": 0.5, "decide_accelerated": 5},
    "deviations": ["APR 35(3)"],
}


@pytest.fixture(scope="module")
def plan(home: Path) -> PlanResult:
    """Half a year with a term that is knowingly longer, and two values that the planner knows."""
    inputs = load_inputs()
    scenario = scenario_from(CONTENT, inputs.settings, inputs.parameters, inputs.regions)
    return make_result(inputs, open_service(home).ground(scenario), scenario)


def test_a_value_that_the_scenario_gives_is_its_own_and_no_longer_assumed_or_needed(plan: PlanResult) -> None:
    shipped = load_inputs().parameters
    needed, assumed = (set(shipped.marked(kind)) for kind in ("input needed", "assumption"))
    assert set(plan.summary["inputs_needed"]) == needed - {"eurodac_hours_per_record"}
    assert set(plan.summary["assumptions"]) == assumed - {"old_stock_min_share"}
    assert "eurodac_hours_per_record" in needed
    assert "old_stock_min_share" in assumed
    assert plan.summary["own_values"] == sorted(CONTENT["parameters"])


def test_a_stage_no_longer_names_a_value_that_the_scenario_gives(plan: PlanResult) -> None:
    before = inputs_below("eurodac_capture", load_inputs().parameters.marked("input needed"))
    after = inputs_below("eurodac_capture", plan.summary["inputs_needed"])
    assert set(before) - set(after) == {"eurodac_hours_per_record"}


def test_the_summary_of_a_plan_names_the_article_it_departs_from(plan: PlanResult, tmp_path: Path) -> None:
    write_plan_folder(plan, tmp_path)
    summary = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert summary["deviations"] == ["APR 35(3)"]


def test_the_account_in_the_download_names_the_article_and_counts_no_value_twice(plan: PlanResult) -> None:
    with zipfile.ZipFile(io.BytesIO(plan_zip(plan, "en"))) as archive:
        text = archive.read("plan_meta.csv").decode("utf-8-sig")
    meta = dict(csv.reader(io.StringIO(text), delimiter=";"))
    assert meta["deviations"] == "APR 35(3)"
    assert meta["overrides"] == ", ".join(sorted(CONTENT["parameters"]))
    assert set(meta["overrides"].split(", ")).isdisjoint(meta["assumptions"].split(", "))
