"""Which values still to be filled in lie below each stage, found by changing each one by one."""

import pickle
from dataclasses import replace
from functools import cache

import pytest

from capacity.plan.dutch.chain import dutch_network
from capacity.service.stage_inputs import inputs_below
from capacity.sources.shipped import load_parameters, load_table
from capacity.texts import knows, say
from tests.plan.dutch import dutch_chain_input

PARAMETERS = load_parameters()
NEEDED = PARAMETERS.marked("input needed")
TABLE = load_table("chain/stage_inputs")


def stages(changed):
    """Everything a stage is made of: its stations, the shares of their exits, who comes, and its hands."""
    given = dutch_chain_input(1)
    network = dutch_network(replace(given, parameters=PARAMETERS.with_values(changed), usual=PARAMETERS))
    pools = {pool.id: pickle.dumps(pool) for pool in network.pools}
    found = {}
    for station in network.stations:
        ways = [way for way in network.ways if way.start == station.key]
        comes = [arrival.persons.tobytes() for arrival in network.arrivals if arrival.to == station.key]
        hands = [pools[pool] for pool, _ in station.uses]
        found.setdefault(station.key[0], []).append((pickle.dumps((station, ways, comes)), hands))
    return found


NONE_YET = {name: 0.1 for name in NEEDED if not PARAMETERS.number(name)}
"""Values that are none by default, filled in: some of them bring a station."""


@cache
def below():
    """By stage the values that change it, first without those that are none by default, then with them."""
    found = {}
    for filled in ({}, NONE_YET):
        usual = stages(filled)
        for name in NEEDED:
            value = filled.get(name, PARAMETERS.number(name))
            changed = stages({**filled, name: value * 1.1 if value else 0.1})
            for stage in usual:
                if changed[stage] != usual[stage]:
                    found.setdefault(stage, set()).add(name)
    return {stage: " ".join(sorted(names)) for stage, names in found.items()}


def test_the_values_below_a_stage_are_those_that_change_it():
    assert dict(zip(TABLE.stage, TABLE.parameters, strict=True)) == below()


def test_a_value_that_an_authority_has_filled_in_is_no_longer_named():
    named = inputs_below("eurodac_capture", NEEDED)
    assert "eurodac_hours_per_record" in named
    rest = [name for name in NEEDED if name != "eurodac_hours_per_record"]
    assert inputs_below("eurodac_capture", rest) == tuple(n for n in named if n in rest)
    assert inputs_below("housing", NEEDED) == ()


@pytest.mark.parametrize("language", ["nl", "en"])
def test_every_value_below_a_stage_has_a_word(language):
    names = {name for names in TABLE.parameters for name in names.split()}
    assert [name for name in names if not knows(f"value.{name}")] == []
    assert all(say(f"value.{name}", language) for name in names)
