"""Warm answers: what the live models give is what a cold solve gives, whatever was asked before."""

from functools import cache

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.chain.kept_starts import KeptStarts, packed_starts, unpacked_starts
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.run import solve_network
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.live import Base, LivePlan
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.loading import Seed, Warm
from capacity.plan.solver.program import LESS, MORE, Numbers
from capacity.plan.solver.stopping import Brake, StoppedError, TimeUpError
from capacity.plan.whole import chain_input, solve_plan
from tests.plan.dutch import dutch_input, dutch_scenario

SHOWN = 12
CHANGES = (
    {"inflow": 20},
    {"grant": 60, "housing": -10},
    {"outage": 3, "stay": 12},
    {"delay": 26, "usable": 90},
    {"decisions": 500, "old_share": 20, "sessions": 70},
    {"ceiling": 2000, "steady": 5},
    {"shock": 55, "shock_weeks": 8},
)


@cache
def ground():
    return dutch_input(SHOWN)


def scenario(**changes):
    return dutch_scenario(weeks=SHOWN + 14, **changes)


@cache
def base():
    return Base(ground(), scenario())


@cache
def live():
    return LivePlan(base())


def written(plan):
    return {name: table.to_csv() for name, table in plan.tables.items()}


def whole_places(plan):
    places = plan.tables["places"]
    return places[["week", "region", "type", "opened", "closed", "available"]]


def agree(warm, cold):
    for first, second in zip(warm.goals, cold.goals, strict=True):
        assert first["id"] == second["id"]
        assert first["value"] == pytest.approx(second["value"], rel=1e-6, abs=1e-6)
    pd.testing.assert_frame_equal(whole_places(warm), whole_places(cold), rtol=0, atol=0)


@pytest.mark.parametrize("changes", CHANGES, ids=lambda changes: " ".join(changes))
def test_a_warm_plan_has_the_goals_and_whole_places_of_the_cold_one(changes):
    agree(live().plan(ground(), scenario(**changes)), solve_plan(ground(), scenario(**changes)))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(
    inflow=st.integers(-50, 100),
    housing=st.sampled_from([-50, -10, 0, 25]),
    border_share=st.sampled_from([2.0, 5.5, 15.0]),
    intake_cap=st.sampled_from([1000, 2000, 3000]),
    renew=st.sampled_from(["plan", "all", "none"]),
    buffer=st.booleans(),
)
def test_any_settings_agree_warm_and_cold(**changes):
    agree(live().plan(ground(), scenario(**changes)), solve_plan(ground(), scenario(**changes)))


def test_a_plan_near_the_baseline_starts_at_its_end_and_has_the_tables_of_the_cold_one():
    asked = scenario(inflow=2)
    warm, cold = live().plan(ground(), asked), solve_plan(ground(), asked)
    assert base().chain_seed.parting is not None
    for name, table in warm.tables.items():
        pd.testing.assert_frame_equal(table, cold.tables[name], rtol=0, atol=2e-6)


def test_far_more_people_at_the_border_start_where_the_goals_of_twice_the_share_ended():
    parameters = ground().parameters
    share = parameters.number("border_share")
    few, many = (parameters.with_values({"border_share": times * share}) for times in (1.5, 2.2))
    assert base().seed_for(few) is base().chain_seed
    assert base().seed_for(many) is base().border_seed()
    asked = scenario(border_share=12.0)
    agree(live().plan(ground(), asked), solve_plan(ground(), asked))


def test_more_arrivals_start_where_those_of_the_nearest_start_ended():
    few, more, most = (dutch_network(inputs(scenario(inflow=percent))) for percent in (2, 40, 100))
    assert base().with_more_arrivals(few) is None
    nearer, nearest = (base().with_more_arrivals(network) for network in (more, most))
    assert nearer is not None
    assert nearest is not None
    assert nearer is not nearest
    assert nearer.first.parting is not None
    assert base().with_more_arrivals(more) is nearer


def test_a_chain_solved_again_goes_on_from_where_its_goals_ended_while_the_model_stands_there():
    warm, network = Warm(base().chain_seed), dutch_network(inputs(scenario(inflow=3)))
    first = solve_network(network, solving=warm)
    assert first.seed.parting is None
    near = first.going_on()
    assert near.parting is not None
    second = solve_network(network, solving=warm, near=near)
    assert second.seed.basis is near.basis  # few steps led on from there
    assert second.goals == first.goals
    assert first.going_on().parting is None


@pytest.mark.parametrize(
    "changes", [{"inflow": 30, "stay": 10}, {"border_share": 8.5}], ids=lambda changes: " ".join(changes)
)
def test_a_chain_solved_again_gives_the_same_bytes_in_whole_or_in_part_known(changes):
    asked = scenario(**changes)
    fresh = LivePlan(Base(ground(), scenario()))
    first = written(fresh.plan(ground(), asked))
    assert written(fresh.plan(ground(), asked)) == first
    agree(live().plan(ground(), asked), solve_plan(ground(), asked))


def test_another_horizon_alone_is_no_reason_to_start_elsewhere():
    longer = dutch_network(inputs(dutch_scenario(weeks=SHOWN + 40)))
    assert base().with_more_arrivals(longer) is None


@pytest.mark.parametrize("inflow", [8, 20, 46, 75])
def test_more_arrivals_give_the_plan_of_a_cold_solve(inflow):
    asked = scenario(inflow=inflow, shock=20)
    agree(live().plan(ground(), asked), solve_plan(ground(), asked))


@pytest.mark.parametrize(
    "changes", [{"border_share": 11.0}, {"inflow": 45}], ids=lambda changes: " ".join(changes)
)
def test_a_start_made_ahead_or_when_it_is_needed_gives_the_same_bytes(changes):
    asked, ahead, needed = scenario(**changes), LivePlan(Base(ground(), scenario())), LivePlan(base())
    stopped = Brake()
    stopped.pull()
    with pytest.raises(StoppedError):
        ahead.base.prepare(stopped)
    ahead.base.prepare(Brake())
    ahead.plan(ground(), scenario(inflow=44))
    assert written(ahead.plan(ground(), asked)) == written(needed.plan(ground(), asked))


@pytest.mark.parametrize("stay", [5, 12])
def test_a_program_with_a_few_other_rows_starts_at_the_end_of_the_baseline(stay):
    warm = Warm(base().chain_seed)
    program = build_chain(dutch_network(inputs(scenario(stay=stay))), warm.builder("chain")).program
    assert program.row_names != base().chain_seed.row_names
    assert warm.load(program).parting is not None


def test_too_many_steps_from_another_basis_leave_the_model_at_its_start():
    program, costs = small([("most_x", (1.0, 0.0), 3.0)])
    model = LiveModel(program)
    model.minimise(costs[::-1])
    ended = model.basis
    other, dearer = small([("most_x", (1.0, 0.0), 1.0)])
    model.restart(other, None)
    assert not model.reaches(ended, dearer, most_steps=0)
    assert model.minimise(dearer) == pytest.approx([1, 3])
    model.restart(other, None)
    assert model.reaches(ended, dearer, most_steps=9)
    assert model.values == pytest.approx([1, 3])


def test_a_scenario_gives_the_same_bytes_whatever_was_asked_before():
    asked = scenario(inflow=15, stay=10)
    first = written(LivePlan(base()).plan(ground(), asked))
    busy = LivePlan(Base(ground(), scenario()))
    for changes in CHANGES:
        busy.plan(ground(), scenario(**changes))
    assert written(busy.plan(ground(), asked)) == first


def test_the_baseline_asked_for_warm_is_the_baseline():
    assert written(live().plan(ground(), scenario())) == written(solve_plan(ground(), scenario()))


def test_settings_of_places_do_not_solve_the_chain_again():
    plan = live().plan(ground(), scenario(delay=10))
    assert plan.seconds["solve"] > 0
    chain = live().chain(inputs(scenario(delay=10)))
    assert chain.solved.seconds["solve"] == 0
    assert live().chain(inputs(scenario(inflow=33))).solved.seconds["solve"] > 0


def inputs(chosen):
    return chain_input(ground(), chosen, scenario_parameters(chosen, ground().parameters))


@pytest.mark.parametrize("weeks", [8, 20])
def test_another_horizon_starts_from_what_fits_of_the_basis_and_agrees(weeks):
    other = dutch_input(weeks)
    agree(live().plan(other, scenario()), solve_plan(other, scenario()))


def small(rows, *, high=9.0):
    """Least x + y where x + y is at least 4, under other rows: name, sense, coefficients, limit."""
    program = Numbers()
    x, y = program.column("x", 0.0, high), program.column("y", 0.0, high)
    program.row("enough", {x: 1.0, y: 1.0}, MORE, 4.0)
    for name, (in_x, in_y), limit in rows:
        program.row(name, {x: in_x, y: in_y}, LESS, limit)
    return program, program.costs({x: 1.0, y: 2.0})


def test_a_column_held_for_a_goal_and_fixed_by_the_next_program_stays_fixed():
    first, costs = small([])
    warm = Warm()
    model = warm.load(first)
    assert model.minimise(costs) == pytest.approx([4, 0])
    model.hold(costs)
    second, _ = small([], high=0.0)
    second.bound(second.columns[0], 4.0, 4.0)
    assert warm.load(second).minimise(-costs) == pytest.approx([4, 0])


def test_a_seed_fits_a_program_with_other_rows_and_columns_by_name():
    program, costs = small([("most_x", (1.0, 0.0), 3.0)])
    model = LiveModel(program)
    model.minimise(costs)
    seed = Seed(model.basis, program.column_names, program.row_names)
    other, dearer = small([("most_y", (0.0, 1.0), 2.0), ("most_x", (1.0, 0.0), 3.0)])
    warm = Warm(seed)
    assert warm.load(other).minimise(dearer) == pytest.approx([3, 1])
    third, _ = small([])
    assert warm.load(third).minimise(costs) == pytest.approx([4, 0])


def test_decisions_of_a_first_stage_are_held_on_other_arrivals():
    network = dutch_network(inputs(scenario(inflow=10)))
    chain, answer = live().network_answer(network)
    place = next(iter(chain.blocks[("decision", "old")].served)).index
    name = chain.program.column_names[place]
    assert answer.values[place] > 1
    _, again = live().network_answer(network, held={name: 1.0})
    assert again.values[place] == 1.0


def test_a_pulled_brake_stops_the_plan_and_the_next_one_is_whole_again():
    own, brake = LivePlan(base()), Brake()
    brake.pull()
    own.limit(brake=brake)
    with pytest.raises(StoppedError):
        own.plan(ground(), scenario(inflow=41))
    own.limit()
    agree(own.plan(ground(), scenario(inflow=41)), solve_plan(ground(), scenario(inflow=41)))


def test_a_solve_is_stopped_in_the_middle_and_the_next_one_is_whole_whoever_may_stop_it():
    class AfterSomeIterations(Brake):
        heard = 0

        def heed(self, event):
            self.heard += 1
            if self.heard == 3:
                self.pull()
            super().heed(event)

    own, brake = LivePlan(base()), AfterSomeIterations()
    own.limit(brake=brake)
    with pytest.raises(StoppedError):
        own.plan(ground(), scenario(inflow=42))
    assert brake.heard == 3
    own.limit(brake=Brake())
    agree(own.plan(ground(), scenario(inflow=42)), solve_plan(ground(), scenario(inflow=42)))


def test_no_time_at_all_is_told_as_such():
    own = LivePlan(base())
    own.limit(time_limit_seconds=0.0)
    with pytest.raises(TimeUpError):
        own.plan(ground(), scenario(inflow=43))


@cache
def kept():
    """All starts of the baseline, packed."""
    prepared = Base(ground(), scenario())
    prepared.prepare(Brake(), at_once=2)
    return packed_starts(prepared.kept)


@pytest.mark.parametrize(
    "changes",
    [{}, {"delay": 10}, {"inflow": 5}, {"inflow": 75}, {"border_share": 11.0}],
    ids=lambda changes: " ".join(changes),
)
def test_starts_that_were_packed_and_unpacked_give_the_same_bytes(changes):
    read = Base(ground(), scenario(), unpacked_starts(kept()))
    assert read.is_prepared
    asked = scenario(**changes)
    assert written(LivePlan(read).plan(ground(), asked)) == written(live().plan(ground(), asked))


@pytest.mark.parametrize("name", ["about", "names_0", "seed_0_columns", "parting_0_rows"])
def test_packed_starts_that_lack_a_part_or_have_another_size_are_none(name):
    assert unpacked_starts({part: array for part, array in kept().items() if part != name}) is None
    assert unpacked_starts({**kept(), name: kept()[name][: kept()[name].size // 2]}) is None


def test_a_start_that_is_that_of_the_baseline_is_the_same_again():
    chain, places = base().chain_seed, base().places_seed
    found = unpacked_starts(packed_starts(KeptStarts(chain, places, chain)))
    assert found.border is found.chain
    assert found.arrivals == {}
