import numpy as np
import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.forecast import ALL_MODELS, backtest, check_panel, forecast_panel
from capacity.forecast.shape import QUANTILES
from capacity.sources.shipped import load_parameters

PARAMETERS = load_parameters()


def panel(values, name="NL", start="2018-01-01"):
    ds = pd.date_range(start, periods=len(values), freq="MS")
    return pd.DataFrame({"unique_id": name, "ds": ds, "y": np.asarray(values, dtype=float)})


def faults(frame, frequency="M"):
    return [(problem.key, problem.row, problem.value) for problem in check_panel(frame, frequency)]


def test_a_whole_panel_has_no_fault():
    assert check_panel(panel([3, 0, 5]), "M") == []


def test_a_negative_number_is_named_with_its_row():
    assert faults(panel([3, 4, -5])) == [("out_of_range", 4, "-5")]


def test_an_empty_value_and_an_endless_one_are_no_numbers():
    assert [key for key, _, _ in faults(panel([3, np.nan, np.inf]))] == ["not_a_number"] * 2


def test_a_period_that_occurs_twice_is_named():
    assert faults(pd.concat([panel([1, 2]), panel([1])])) == [("row_twice", 4, "NL 2018-01-01")]


def test_a_gap_is_named_with_the_period_that_lacks():
    found = check_panel(panel([1, 2, 3, 4]).drop(index=2), "M")
    assert [(p.key, p.row, p.value, p.expected) for p in found] == [("missing_period", 3, "NL", "2018-03-01")]


def test_a_day_that_starts_no_period_is_named():
    ds = ["2026-11-23", "2026-12-01"]
    frame = pd.DataFrame({"unique_id": "NL", "ds": pd.to_datetime(ds), "y": 1.0})
    assert faults(frame, "W") == [("not_a_monday", 3, "2026-12-01")]
    assert faults(frame, "M") == [("not_first_of_month", 2, "2026-11-23")]


def test_words_in_the_place_of_a_day_are_named():
    frame = panel([1, 2, 3]).astype({"ds": object})
    frame.loc[2, "ds"] = "soon"
    assert faults(frame) == [("not_a_date", 4, "soon")]


def test_a_column_that_lacks_and_an_empty_panel_are_refused():
    assert faults(panel([1, 2]).drop(columns="y")) == [("missing_column", 1, "")]
    assert [key for key, _, _ in faults(panel([]))] == ["no_rows"]


def test_all_faults_are_told_at_once():
    frame = pd.concat([panel([5.0], "short"), panel([1, -2, 3], "long")])
    with pytest.raises(BadInputError) as fault:
        forecast_panel(frame, 6, "M", PARAMETERS)
    assert sorted(problem.key for problem in fault.value.problems) == ["one_point", "out_of_range"]


def test_a_backtest_refuses_what_a_forecast_refuses_and_series_too_short_for_it():
    with pytest.raises(BadInputError) as fault:
        backtest(panel([1, -2, 3]), 6, "M", 4, 3, PARAMETERS)
    assert sorted(problem.key for problem in fault.value.problems) == ["out_of_range", "too_short"]


@pytest.mark.parametrize("values", [[0.0, 0.0], [7.0] * 5, [1.0, 9.0, 4.0], [0.0] * 30, [7.0] * 30])
def test_every_model_gives_numbers_on_short_and_still_series(values):
    made = forecast_panel(panel(values), 14, "M", PARAMETERS, 50, models=ALL_MODELS).quantiles
    levels = made[["mean", *QUANTILES]].to_numpy()
    assert set(made.model) == set(ALL_MODELS)
    assert np.isfinite(levels).all()
    assert (levels >= 0).all()
