import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.forecast.rates import (
    grant_rates,
    low_recognition_shares,
    rate_forecasts,
    share_paths,
    yearly_steps,
)
from capacity.forecast.shape import QUANTILES, generator
from capacity.sources.shipped import load_parameters, load_table

PARAMETERS = load_parameters()


def decisions(rows):
    columns = ["year", "geo", "citizen", "dec_level", "dec_recognized", "dec_other", "dec_rejected"]
    return pd.DataFrame(rows, columns=columns)


def test_a_grant_rate_counts_decisions_on_merits_at_first_instance():
    rows = [(2024, "NL", "SY", "FI", 30, 10, 60), (2024, "NL", "SY", "AR", 900, 0, 0)]
    assert grant_rates(decisions(rows)).NL[2024] == pytest.approx(0.4)


def test_the_share_at_or_below_the_limit_uses_the_rate_of_the_eu_without_denmark():
    rows = [
        (2024, "DE", "TR", "FI", 10, 10, 80),
        (2024, "DK", "TR", "FI", 900, 0, 0),
        (2024, "DE", "SY", "FI", 90, 0, 10),
        (2024, "DE", "AO", "FI", 0, 0, 29),
    ]
    columns = ["geo", "citizen", "applicant", "year", "persons"]
    people = [("NL", "TR", 25), ("NL", "SY", 70), ("NL", "AO", 5)]
    applicants = pd.DataFrame([(geo, c, "UNHCR_N_FI", 2024, n) for geo, c, n in people], columns=columns)
    assert low_recognition_shares(applicants, decisions(rows), PARAMETERS).NL[2024] == pytest.approx(0.25)


def test_a_step_over_several_years_counts_per_year():
    table = pd.DataFrame({"NL": [0.5, 0.5, 0.75]}, index=[2018, 2019, 2023])
    assert yearly_steps(table) == pytest.approx([0.0, np.log(3) / 2])


@given(st.floats(0.0, 1.0), st.lists(st.floats(-3, 3), min_size=1, max_size=6))
def test_a_share_stays_a_share_and_starts_from_the_last_year(last, steps):
    paths = share_paths(pd.Series([last]), np.array(steps), 5, 30, generator(1))
    assert ((paths >= 0) & (paths <= 1)).all()
    still = share_paths(pd.Series([last]), np.zeros(1), 3, 4, generator(1))
    assert still == pytest.approx(np.full((3, 4), last), abs=1.001e-3)


def test_three_shares_are_told_as_observed_and_with_widening_bands_ahead():
    transfers = pd.Series([0.159, 0.169, 0.281], index=[2018, 2023, 2024])
    found = rate_forecasts(
        load_table("series/unhcr_decisions_eu"),
        load_table("series/eu_asylum_annual_citizen"),
        transfers,
        PARAMETERS,
    )
    assert set(found.measure) == {"grant_rate", "low_recognition_share", "transfer_yield"}
    levels = found[list(QUANTILES)].to_numpy()
    assert ((levels >= 0) & (levels <= 1)).all()
    assert (np.diff(levels, axis=1) >= 0).all()
    ahead = found[(found.measure == "grant_rate") & (found.kind == "forecast")]
    assert np.diff(ahead["q0.9"] - ahead["q0.1"]).min() > 0
