from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest

from capacity.forecast.dutch_series import known_on
from capacity.forecast.shape import QUANTILES
from capacity.forecast.track import TrackRecord, official_errors, track_scores, with_outcomes
from capacity.sources.shipped import load_parameters, load_table

PARAMETERS = load_parameters()
TABLES = tuple(load_table(f"series/nl_asylum_{name}") for name in ("monthly", "quarterly", "weekly"))
LAGS = {
    "all_applications": 105.0,
    "family_reunification": 75.0,
    "first_applications": 75.0,
    "total_inflow": 8.0,
}
ORIGIN = pd.Timestamp("2024-04-01")


def record(tables=TABLES, as_of=date(2026, 11, 23), models=("served", "last_12")):
    return TrackRecord(*tables, PARAMETERS, LAGS, as_of, models=models)


@cache
def from_origin():
    return record()._from(ORIGIN)


def test_a_period_is_known_only_after_its_reporting_lag():
    known = known_on(*TABLES, PARAMETERS, date(2024, 4, 1), LAGS)
    assert known.months["applications"].index[-1] == pd.Timestamp("2023-11-01")
    assert known.months["family"].index[-1] == pd.Timestamp("2023-12-01")
    assert known.repeat.index[-1] == pd.Period("2023Q3")


def test_origins_stand_on_the_calendar_and_have_a_year_of_outcomes():
    origins = record().origins()
    assert len(origins) == 16
    assert {day.month for day in origins} == {1, 4, 7, 10}
    assert origins[-1] == pd.Timestamp("2025-01-01")


def test_an_origin_that_is_known_is_not_worked_out_again():
    looked = record()
    assert looked.looked_back(set(looked.origins())).empty


def test_a_forecast_that_is_looked_back_does_not_change_when_the_future_does():
    monthly, quarterly, weekly = TABLES
    changed = (
        monthly.assign(persons=monthly.persons.where(monthly.month < "2024-01", 9 * monthly.persons)),
        quarterly.assign(
            persons=quarterly.persons.where(quarterly.quarter < "2024Q1", 9 * quarterly.persons)
        ),
        weekly.assign(persons=weekly.persons.where(weekly.week_start < "2024-03-18", 9 * weekly.persons)),
    )
    other = record(changed)
    assert not other.outcomes.y.equals(record().outcomes.y)
    pd.testing.assert_frame_equal(other._from(ORIGIN), from_origin())


def test_an_origin_sees_the_figures_as_they_stood_on_its_day_whatever_they_were_revised_to():
    monthly, *others = TABLES
    revised = record((monthly.assign(persons=1.3 * monthly.persons), *others))
    as_they_stood = {ORIGIN.date(): TABLES}
    revised.vintage = as_they_stood.__getitem__
    pd.testing.assert_frame_equal(revised._from(ORIGIN), from_origin())
    revised.vintage = None
    assert not revised._from(ORIGIN)["q0.5"].equals(from_origin()["q0.5"])


def test_the_first_month_ahead_is_the_one_of_the_day_itself():
    table = from_origin()
    assert (table.ds[table.horizon == 1] == ORIGIN).all()
    assert table.horizon.max() == 12
    assert set(table.unique_id) == {"total", "applications", "family"}


def known_track(models, origins=4):
    """Forecasts that are right on the point, but for model `b`, whose every quantile is ten too high."""
    rows, outcomes = [], []
    for number in range(origins + 12):
        outcomes.append(("total", pd.Timestamp(2020, 1, 1) + pd.DateOffset(months=number), 100.0 + number))
    came = pd.DataFrame(outcomes, columns=["unique_id", "ds", "y"])
    for number in range(origins):
        for horizon in range(1, 4):
            day = came.ds[number + horizon - 1]
            for model in models:
                value = 100.0 + number + horizon - 1 + (10 if model == "b" else 0)
                rows.append(
                    {
                        **{"unique_id": "total", "cutoff": came.ds[number], "ds": day, "model": model},
                        **{"horizon": horizon, "mean": value, **dict.fromkeys(QUANTILES, value)},
                    }
                )
    return pd.DataFrame(rows), came


def test_scores_of_a_point_are_its_mean_distance_in_usual_steps():
    track, came = known_track(("a", "b"))
    scores = track_scores(track, came, 12)
    value = scores[scores.measure == "crps"].set_index(["model", "horizon_from", "horizon_to"]).value
    levels = np.array([float(name[1:]) for name in QUANTILES])
    assert value["a", 1, 3] == pytest.approx(0.0, abs=1e-6)
    assert value["b", 1, 3] == pytest.approx(10 * 2 * (1 - levels).mean())


def test_models_are_compared_on_the_origins_that_all_of_them_have():
    track, came = known_track(("a", "b"))
    gone = (track.model == "b") & (track.cutoff < came.ds[2])
    scores = track_scores(track[~gone], came, 12)
    assert set(scores.n) == {2 * 3}


def test_months_that_did_not_come_yet_are_not_scored():
    track, came = known_track(("a",))
    assert len(with_outcomes(track, came[came.ds < came.ds[2]])) == 3


def test_the_official_rounds_are_judged_by_their_middle():
    official = pd.DataFrame(
        [
            ("I", "2023-04", 2023, "min", 40.0),
            ("I", "2023-04", 2023, "max", 60.0),
            ("I", "2023-04", 2024, "max", 70.0),
            ("", "", 2023, "realised", 40.0),
        ],
        columns=["round", "publication_date", "target_year", "scenario", "persons"],
    ).assign(measure="asylum_inflow_total")
    found = official_errors(official).set_index("year")
    assert found.mid[2023] == 50.0
    assert found.error[2023] == pytest.approx(0.25)
    assert np.isnan(found.error[2024])
