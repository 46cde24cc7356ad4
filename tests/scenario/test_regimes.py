"""The regimes of the law by period, in files, addresses and what an older version kept."""

from datetime import date

import pytest

from capacity.domain.problems import BadInputError
from capacity.scenario import (
    Scenario,
    default_scenario,
    dump_scenario,
    from_url,
    load_scenario,
    resolved,
    scenario_from,
    scenario_hash,
    to_url,
)

TWO = [
    {"regime": "mass", "start": "2026-12-07", "weeks": 10},
    {"regime": "crisis", "start": None, "weeks": 12},
]
WRITTEN = """
regimes:
  - {regime: mass, start: 2026-12-07, weeks: 10}
  - regime: crisis
    weeks: 12
"""


@pytest.fixture
def made(settings, parameters):
    return lambda **content: scenario_from(content, settings, parameters)


@pytest.fixture
def read(settings, parameters):
    return lambda text: load_scenario(text.encode(), settings, parameters, file="autumn.yaml")


def test_a_file_lists_periods_and_gives_them_back(read, settings):
    scenario = read(WRITTEN)
    assert resolved(scenario)["regimes"] == TWO
    assert scenario.regimes[0].start == date(2026, 12, 7)
    assert read(dump_scenario(scenario, settings)) == scenario


def test_an_address_holds_periods_and_gives_them_back(made, settings, parameters):
    scenario = made(regimes=TWO)
    parts = to_url(scenario, settings)
    assert parts == {"regimes": "mass:2026-12-07:10;crisis:off:12"}
    assert from_url(parts, settings, parameters) == (scenario, [])
    usual = default_scenario(settings)
    back = to_url(usual, settings, base=scenario)
    assert back["regimes"] == "off"
    assert from_url(back, settings, parameters, base=scenario)[0].regimes == ()


@pytest.mark.parametrize(
    ("older", "period"),
    [
        ({"regime": "mass"}, {"regime": "mass", "start": None, "weeks": 26}),
        (
            {"regime": "crisis", "regime_start": "2027-01-04", "regime_weeks": 40},
            {"regime": "crisis", "start": "2027-01-04", "weeks": 40},
        ),
    ],
)
def test_the_only_regime_of_an_older_file_address_or_plan_is_one_period(
    older, period, made, settings, parameters
):
    scenario = made(regimes=[period])
    assert made(**older) == scenario
    address = {key: str(value) for key, value in older.items()}
    assert from_url(address, settings, parameters) == (scenario, [])
    kept = {key: value for key, value in resolved(default_scenario(settings)).items() if key != "regimes"}
    assert Scenario.model_validate({**kept, **older}) == scenario


def test_an_older_scenario_with_the_usual_terms_is_still_the_baseline(made, settings, parameters):
    older = {"regime": "normal", "regime_start": None, "regime_weeks": 26}
    assert made(**older) == default_scenario(settings)
    assert Scenario.model_validate({**resolved(default_scenario(settings)), **older}).regimes == ()
    assert from_url({"regime_weeks": "30"}, settings, parameters) == (default_scenario(settings), [])


def test_a_part_of_an_older_address_changes_the_period_of_the_saved_scenario_under_it(
    made, settings, parameters
):
    saved = made(regimes=[TWO[0]])
    longer, _ = from_url({"regime_weeks": "20"}, settings, parameters, base=saved)
    assert longer == made(regimes=[{**TWO[0], "weeks": 20}])
    none, _ = from_url({"regime": "normal"}, settings, parameters, base=saved)
    assert none.regimes == ()


def test_all_faults_of_periods_are_told_each_with_its_line(read):
    text = """regimes:
  - {regime: war, weeks: 5}
  - regime: mass
    start: 2026-12-08
    weeks: 0
  - {regime: mass, weeks: 5, until: 3}
"""
    with pytest.raises(BadInputError) as told:
        read(text)
    assert [(fault.key, fault.row, fault.column) for fault in told.value.problems] == [
        ("not_a_choice", 2, "regimes.0.regime"),
        ("not_a_monday", 4, "regimes.1.start"),
        ("out_of_range", 5, "regimes.1.weeks"),
        ("no_such_setting", 6, "regimes.2.until"),
    ]


@pytest.mark.parametrize("wild", ["mass", "mass:off", "mass:off:many", "peace:off:3", "mass:2026-12-08:3"])
def test_an_address_with_what_is_no_period_falls_back_with_a_notice(wild, settings, parameters):
    opened, notices = from_url({"regimes": wild}, settings, parameters)
    assert opened.regimes == ()
    assert len(notices) == 1
    assert notices[0].column.startswith("regimes")


def test_what_is_no_list_of_periods_is_refused(made):
    with pytest.raises(BadInputError):
        made(regimes="mass")
    with pytest.raises(BadInputError):
        made(regimes=["mass"])


def test_periods_count_for_the_fingerprint_and_no_periods_do_not_change_it(made):
    assert scenario_hash(made(regimes=TWO)) != scenario_hash(made(regimes=TWO[:1])) != scenario_hash(made())
