"""Every row of the law has its place in the plan, or a reason why it has none; and each claim is tried."""

import math
import pickle
from dataclasses import replace
from functools import cache

import pytest

from capacity.domain.parameters import Parameters
from capacity.domain.plan_result import STAGES
from capacity.domain.state import POOLS
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.sources.shipped import load_parameters, load_table
from capacity.texts import say
from tests.plan.dutch import dutch_chain_input, dutch_settings

LAW = load_table("law/parameters").set_index("id")
PLACES = load_table("law/in_model").set_index("id")
DUTIES = load_table("duties")
REGIMES = load_table("law/regimes")
RECORDS = load_table("constraints")
PARAMETERS = load_parameters()
KNOWN = {
    "duty": set(DUTIES.duty),
    "formula": {f"{row.program}.{row.id}" for row in RECORDS.itertuples()},
    "parameter": set(PARAMETERS),
    "pool": set(POOLS),
    "regime": set(REGIMES.regime),
    "row": set(LAW.index),
    "setting": {"regimes", *(setting.id for setting in dutch_settings().values())},
    "stage": set(STAGES),
}
NUMBERS = LAW.index[LAW.number.notna()]
SHARES = (
    "after_return_decision_share",
    "border_relocated_share",
    "detention_review_exception_share",
    "eurodac_health_share",
    "eurodac_poor_prints_share",
    "extended_share_admissibility",
    "extended_share_normal",
    "incoming_detained_share",
    "incoming_urgent_share",
    "register_forwarded_share",
    "responsibility_detained_later_share",
    "resettled_share",
    "responsibility_detained_share",
    "transfer_absconded_share",
    "transfer_back_share",
    "transfer_imprisoned_share",
)
CASES = (
    {},
    {"regimes": [{"regime": "mass", "weeks": 26}]},
    {"regimes": [{"regime": "crisis", "weeks": 26}]},
    {"outage": 2},
    {"regimes": [{"regime": "requested", "weeks": 2}, {"regime": "expedited", "weeks": 26}]},
    {"parameters": dict.fromkeys(SHARES, 0.2)},
)
"""Scenarios in which a term that not everybody has, or not always, comes to bind."""


def named(how):
    return PLACES.index[PLACES.how == how]


def places(row):
    return [place.split(":", 1) for place in PLACES["where"][row].split(" ")]


@cache
def cases() -> list[ChainInput]:
    return [dutch_chain_input(78, **case) for case in CASES]


def with_law(parameters: Parameters, values: dict[str, float]) -> Parameters:
    """The parameters of a law with other numbers, also where a regime puts one in the place of another."""
    found = dict(values)
    for row in REGIMES.itertuples():
        if row.by in values or row.term in values:
            base = values.get(row.term, parameters.number(row.term)) if row.how == "adds" else 0.0
            found[f"in_{row.regime}_{row.term}"] = base + values.get(row.by, parameters.number(row.by))
    return parameters.with_values(found)


def chain(given: ChainInput, values: dict[str, float] | None = None) -> bytes:
    return pickle.dumps(dutch_network(replace(given, parameters=with_law(given.parameters, values or {}))))


def other(rows):
    return {row: PARAMETERS.number(row) * 1.25 for row in rows}


@cache
def usual() -> list[bytes]:
    return [chain(given) for given in cases()]


def changed_by(row: str) -> bool:
    """Cases whose regime the row belongs to come first, for they are those that change."""
    regimes = [name for kind, name in places(row) if kind == "regime"]
    held = [{regime.id for regime in case.levers.regimes} for case in cases()]
    order = sorted(range(len(CASES)), key=lambda case: held[case].isdisjoint(regimes))
    return any(chain(cases()[case], other([row])) != usual()[case] for case in order)


def test_every_row_of_the_law_has_one_place_or_one_reason():
    assert list(PLACES.index) == list(LAW.index)


def test_every_place_that_is_named_is_there():
    named_places = [place for row in PLACES.index[PLACES.how != "none"] for place in places(row)]
    assert [place for place in named_places if place[1] not in KNOWN[place[0]]] == []


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_reason_is_a_sentence(language):
    for reason in set(PLACES["where"][named("none")]):
        assert say(f"not_in_model.{reason}", language).endswith(".")


def test_every_duty_with_a_term_of_the_law_is_the_place_of_that_term():
    """So a new duty fails here until its term says that the plan computes with it."""
    legal = DUTIES[DUTIES.parameter.isin(LAW.index)]
    assert len(legal) > 25
    lost = [
        row.duty
        for row in legal.itertuples()
        if PLACES.how[row.parameter] != "number" or ["duty", row.duty] not in places(row.parameter)
    ]
    assert lost == []


def test_every_regime_is_the_place_of_the_terms_it_brings():
    lost = [row.by for row in REGIMES.itertuples() if ["regime", row.regime] not in places(row.by)]
    assert lost == []


def test_every_number_that_the_plan_computes_with_changes_the_chain():
    assert [row for row in named("number") if not changed_by(row)] == []


def test_no_other_number_of_the_law_changes_the_chain():
    rest = [row for row in NUMBERS if PLACES.how[row] != "number"]
    assert [chain(given, other(rest)) for given in cases()] == usual()


def test_a_row_that_says_the_same_as_another_has_its_number():
    for row in named("same"):
        for kind, name in places(row):
            if kind == "row" and row in NUMBERS and name in NUMBERS:
                assert LAW.number[row] == LAW.number[name], row
    assert PARAMETERS.number("rate_low_recognition") == LAW.number["recognition_threshold"] / 100


def test_the_window_to_ask_to_remain_lies_within_the_window_to_appeal():
    assert LAW.number["request_to_remain_min"] == PARAMETERS["appeal_window_border"].low


def test_the_wait_for_a_reply_is_the_mean_of_its_terms_in_whole_weeks():
    """0.78 in 2 weeks; of the other 0.22, 0.546 in 2 weeks and 0.454 in a month of 4.35: 2.23 weeks, so 3."""
    number = PARAMETERS.number
    back, hit, month = number("take_back_share"), number("take_charge_hit_share"), 52.18 / 12
    confirmed, with_hit = LAW.number["take_back_confirmation"], LAW.number["take_charge_reply_hit"]
    without_hit = LAW.number["take_charge_reply"] * month
    mean = back * confirmed + (1 - back) * (hit * with_hit + (1 - hit) * without_hit)
    assert mean == pytest.approx(2.235, abs=0.001)
    assert number("responsibility_reply_weeks") == math.ceil(mean)
