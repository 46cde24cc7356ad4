"""Every figure that pages and files show has a receipt, and what it names exists."""

import pytest

from capacity.domain.measures import MEASURES
from capacity.domain.plan_result import TABLE_COLUMNS
from capacity.service.answers import inverse
from capacity.service.inputs import load_inputs
from capacity.service.receipts import figure_receipt, known_receipts, receipt_ids
from capacity.sources.live import load_sources
from capacity.sources.shipped import load_table
from tests.service.tiny import tiny_plan


def receipt(receipt_id, plan=None):
    given = load_inputs()
    plan = plan or tiny_plan(money=(1e6,) * 4)
    return figure_receipt(receipt_id, plan, given.parameters, given.duties, given.constraints)


def test_every_figure_of_a_card_and_every_file_of_a_plan_folder_has_a_receipt():
    rows = known_receipts()
    assert set(rows[rows.kind == "figure"].id) == set(MEASURES)
    assert set(rows[rows.kind == "file"].id) == set(TABLE_COLUMNS)
    assert set(rows.file) <= {*TABLE_COLUMNS, ""}


def test_what_the_pages_of_forecast_and_spreading_show_has_a_receipt_that_names_its_sources():
    rows = known_receipts().set_index("id")
    beside = rows[rows.kind.isin(["forecast", "spreading"])]
    assert {"year_total", "month_band", "next_weeks", "province_gap"} <= set(beside.index)
    assert set(" ".join(beside.sources).split()) <= {source.id for source in load_sources()}
    assert receipt("year_total").sources[0] == "cbs_asylum_requests"


def test_explanations_have_receipts_and_every_figure_names_the_sources_it_rests_on():
    rows = known_receipts().set_index("id")
    asked = {"repairs", "shortfall", "bridge", "chances", "first_to_break"}
    assert set(rows[rows.kind == "explanation"].index) == asked | set(inverse.QUESTIONS)
    plans = rows[rows.kind.isin(["figure", "file", "explanation"])]
    assert (plans.sources != "").all()
    assert set(" ".join(plans.sources).split()) <= {source.id for source in load_sources()}
    assert "seed" in receipt("chances").made


@pytest.mark.parametrize("table", ["receipts", "constraints"])
def test_every_formula_stands_in_both_languages(table):
    rows = load_table(table).fillna("")
    assert (rows.formula_nl != "").all()
    assert (rows.formula_en != "").all()
    dutch, english = (rows[name].str.findall(r"\d+").map(sorted) for name in ("formula_nl", "formula_en"))
    assert (dutch == english).all(), rows[dutch != english].id.tolist()


@pytest.mark.parametrize("receipt_id", sorted(known_receipts().id))
def test_a_receipt_names_constraints_and_values_that_exist(receipt_id):
    row = known_receipts().set_index("id").loc[receipt_id]
    found = receipt(receipt_id)
    assert set(found.records.id) == set(row.records.split())
    assert found.inputs.id.tolist() == row.parameters.split()
    assert (found.inputs.source != "").all()


def test_a_figure_comes_with_its_value_and_a_value_with_what_the_scenario_put_in_its_place():
    plan = tiny_plan(without_bed=(0, 3, 7, 0))
    assert receipt("without_bed", plan).value == 7
    plan.scenario_document["parameters"] = {"usable_share_regular": 0.5}
    inputs = receipt("without_bed", plan).inputs.set_index("id")
    assert inputs.loc["usable_share_regular"].value == 0.5


def test_every_duty_and_value_has_a_receipt_with_its_article():
    given = load_inputs()
    for receipt_id in receipt_ids(given.duties, given.parameters):
        receipt(receipt_id)
    found = receipt("duty.screening_border")
    assert found.article == "SCR 8(3)"
    assert found.records.id.tolist() == ["term"]
    assert found.inputs.id.tolist() == ["screening_deadline_border"]


def test_an_unknown_figure_has_no_receipt():
    with pytest.raises(KeyError):
        receipt("nothing")
