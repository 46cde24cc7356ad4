"""Border places of a portfolio hold in both programs on their days, until a scenario sets its own number."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from capacity.plan.dutch.chain import dutch_network
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.places.problem import Border
from capacity.plan.places.tables import places_table
from capacity.plan.portfolio.border_room import BorderRoom, border_room
from capacity.scenario import Scenario
from capacity.sources.portfolio import PORTFOLIO_COLUMNS
from tests.plan.dutch import dutch_chain_input, dutch_input, dutch_scenario
from tests.plan.small_places import block as a_block
from tests.plan.small_places import small_places, solve

WEEKS = 26


def block(name: str, capacity: float, starts_in: int | None = None, ends_in: int | None = None, **cells):
    """A block at the border that opens and ends so many weeks from the first day of the plan."""
    start = dutch_input(WEEKS).weeks.start
    row = dict.fromkeys((column.name for column in PORTFOLIO_COLUMNS), "")
    row |= {
        "block": name,
        "municipality": "GM0394",
        "type": "border",
        "capacity": capacity,
        "suitable_for": "adults_families",
        "start": "" if starts_in is None else (start + timedelta(weeks=starts_in)).isoformat(),
        "contract_end": "" if ends_in is None else (start + timedelta(weeks=ends_in, days=-1)).isoformat(),
        "renewal_weeks": np.nan,
        "notice_weeks": np.nan,
        "eur_per_place_week": np.nan,
        "durable": "no",
        "usable_share": np.nan,
        "kind": "fact",
        "source": "COA",
        "region": "PV27",
    }
    return row | cells


def state_with(*rows):
    portfolio = pd.DataFrame(list(rows))
    return replace(dutch_input(WEEKS).state, portfolio=portfolio)


def room(state, scenario: Scenario) -> BorderRoom:
    given = dutch_input(WEEKS)
    return border_room(scenario_parameters(scenario, given.parameters), given.parameters, state, given.weeks)


def test_blocks_at_the_border_are_there_from_their_first_day_to_the_last_of_their_contract():
    state = state_with(
        block("old", 150, ends_in=10), block("new", 60, starts_in=4), block("shared", 20, usable_share=0.5)
    )
    found = room(state, dutch_scenario())
    assert found.now == 170
    assert found.available[[0, 3, 4, 9, 10]].tolist() == [170, 170, 230, 230, 80]
    assert (found.opened[4], found.closed[10]) == (60, 150)
    assert found.usable[0] == pytest.approx(150 * 0.95 + 20 * 0.5)


def test_a_portfolio_without_blocks_at_the_border_leaves_the_places_of_the_settings():
    found = room(state_with(block("hall", 500, type="emergency")), dutch_scenario())
    assert set(found.available) == {192.0 + 90.0}


@pytest.mark.parametrize(
    ("changes", "places"), [({"jcs": 240}, 330.0), ({"buffer": False}, 192.0)], ids=["number", "buffer"]
)
def test_a_scenario_that_sets_its_own_border_places_keeps_them_beside_a_portfolio(changes, places):
    found = room(state_with(block("old", 400)), dutch_scenario(**changes))
    assert set(found.available) == {places}


def test_the_border_procedure_holds_as_many_as_the_portfolio_has_places_for():
    given = replace(dutch_chain_input(WEEKS), state=state_with(block("old", 100), block("new", 60, 4)))
    places = dutch_network(given).pot.places
    assert places[[3, 4]].tolist() == pytest.approx([95.0, 152.0])


def test_the_table_of_places_tells_what_comes_and_goes_at_the_border_week_by_week():
    small = small_places([a_block(6, now=10.0)], [10.0] * 6)
    opened, closed = np.zeros(6), np.zeros(6)
    opened[2], closed[4] = 30.0, 50.0
    level = 50.0 + np.cumsum(opened - closed)
    border = Border("PV27", BorderRoom(50.0, level, 0.9 * level, opened, closed), np.full(6, 60.0))
    table = places_table(solve(replace(small, border=border)))
    rows = table[table.type == "border"]
    assert rows.available.tolist() == [50, 50, 80, 80, 30, 30]
    assert rows.occupied.tolist() == [45, 45, 60, 60, 27, 27]
    assert (rows.opened.tolist(), rows.closed.tolist()) == (opened.tolist(), closed.tolist())
