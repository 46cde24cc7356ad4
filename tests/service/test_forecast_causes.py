"""What moved the forecast of next year, booked to causes on the figures that ship."""

from datetime import date

import pandas as pd
import pytest

from capacity.forecast import year_middle
from capacity.service.forecast_causes import Before, forecast_causes
from capacity.service.inputs import load_inputs
from capacity.service.observations import series_tables, shipped_rows

PARAMETERS = load_inputs().parameters
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 12, 1)
SHIPPED = shipped_rows()
YEAR = 2027


def middle(figures, day=MONDAY):
    return year_middle(*series_tables(figures), PARAMETERS, day, YEAR)


def figure(series, period, measure, persons):
    row = {"series": series, "period": period, "measure": measure, "citizen": "TOTAL", "persons": persons}
    return pd.DataFrame([{**row, "source": "read today"}])


def causes(figures, day=MONDAY, before=None):
    known = before or Before(MONDAY, SHIPPED, middle(SHIPPED))
    return forecast_causes(known, figures, day, YEAR, PARAMETERS).set_index("cause")


def test_the_causes_add_up_to_the_whole_change_and_each_says_what_came_in():
    last = SHIPPED[(SHIPPED.measure == "all_applications") & (SHIPPED.period == "2026-05")].index
    revised = SHIPPED.assign(persons=SHIPPED.persons.where(~SHIPPED.index.isin(last), 4000.0))
    month = figure("nl_asylum_monthly", "2026-06", "all_applications", 4500.0)
    weeks = [figure("nl_asylum_weekly", f"2026-11-{day}", "total_inflow", 1500.0) for day in ("09", "16")]
    now = pd.concat([revised, month, *weeks], ignore_index=True)
    found = causes(now, TUESDAY)
    assert found.persons.sum() == pytest.approx(middle(now, TUESDAY) - middle(SHIPPED))
    assert found.figures.to_dict() == {"program": 0, "day": 0, "revised": 1, "months": 1, "weeks": 2}
    assert found.up_to[["months", "weeks"]].tolist() == ["2026-06-30", "2026-11-22"]
    assert set(found.since) == {"2026-11-23"}
    assert found.persons[["revised", "weeks"]].min() > 0


def test_figures_that_did_not_change_move_nothing_and_another_program_is_a_cause_of_its_own():
    assert causes(SHIPPED).persons.tolist() == pytest.approx([0.0] * 5)
    other = causes(SHIPPED, before=Before(MONDAY, SHIPPED, middle(SHIPPED) - 300))
    assert other.persons.to_dict() == pytest.approx(
        {"program": 300.0, "day": 0.0, "revised": 0.0, "months": 0.0, "weeks": 0.0}
    )


def test_without_a_forecast_before_there_is_nothing_to_compare():
    assert forecast_causes(None, SHIPPED, MONDAY, YEAR, PARAMETERS).empty
