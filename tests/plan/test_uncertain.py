from dataclasses import replace
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.measures import MEASURES, measured, queue, weeks
from capacity.domain.paths import ARRIVAL_STREAMS, StreamPaths
from capacity.domain.plan_result import PlanResult
from capacity.plan.chain.diversions import diverting, with_lifted
from capacity.plan.chain.frames import week_labels
from capacity.plan.chain.money import cost_rows
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.tables import plan_table
from capacity.plan.explain.solved import solved_places, solved_plan
from capacity.plan.places.beds import OnOtherPersons
from capacity.plan.places.rows import build_places
from capacity.plan.solver.program import Numbers
from capacity.plan.solver.stopping import TimeUpError
from capacity.plan.uncertain.at_once import ChainsAtOnce
from capacity.plan.uncertain.chances import judge_plan
from capacity.plan.uncertain.even_last import EvenLast
from capacity.plan.uncertain.judging import chance_met, interval
from capacity.plan.uncertain.path_problems import (
    PathProblems,
    far_from,
    followed,
    lawful,
    network_on,
    path_problem,
    single_path,
)
from capacity.plan.uncertain.reduction import bed_need, fresh, nearest, reduced
from capacity.plan.uncertain.sampled import in_rounds
from capacity.plan.uncertain.two_stage import eur_weights, shared_columns, two_stage, worst_mean
from capacity.plan.whole import solve_plan
from capacity.scenario import worst_share
from tests.plan.dutch import dutch_input, dutch_scenario
from tests.plan.small_places import START, block, small_places

EUR = {"beds": 100.0, "task": 10.0, "money": 1.0}
LEADS = {"regular": 40.0, "emergency": 4.0, "crisis": 4.0}
WEEKS = 8


def problem(residents):
    """Regular places at 1 a week are ordered long before; emergency places at 3 a week follow the path."""
    return small_places(
        [
            block(WEEKS, open_limit=np.array([0.0, 50.0])),
            block(
                WEEKS,
                "PV21",
                "emergency",
                open_limit=np.array([0.0, 50.0]),
                ceiling=50.0,
                eur_per_place_week=3.0,
            ),
        ],
        [0] * 4 + [residents] * 4,
    )


def over(residents, weights, worst=1.0):
    problems = [problem(people) for people in residents]
    shared = frozenset(name for name in shared_columns(problems[0], LEADS, 26) if "regular" in name)
    return two_stage(problems, np.array(weights), shared, EUR, worst)


def regular_of(found):
    return sum(value for name, value in found.first_stage.items() if name.startswith("opened-PV20.regular"))


def test_a_plan_over_paths_that_has_no_time_gives_no_answer():
    with pytest.raises(TimeUpError):
        two_stage([problem(10), problem(30)], np.array([0.5, 0.5]), frozenset(), EUR, time_limit_seconds=0.0)


@pytest.mark.parametrize(("chance", "ordered"), [(0.2, 10.0), (0.5, 30.0)])
def test_a_place_ordered_long_before_pays_when_the_chance_that_it_is_needed_is_above_the_ratio_of_prices(
    chance, ordered
):
    found = over([10, 30], [1 - chance, chance])
    assert regular_of(found) == pytest.approx(ordered)
    assert found.goals["beds"] == pytest.approx([0, 0])


def test_the_cost_of_two_paths_is_as_worked_out_by_hand():
    found = over([10, 30], [0.8, 0.2])
    assert found.path_eur == pytest.approx([4 * 10, 4 * 10 + 4 * 20 * 3])
    assert found.eur == pytest.approx(0.8 * 40 + 0.2 * 280)


def test_who_minds_the_worst_path_alone_orders_for_it():
    assert regular_of(over([10, 30], [0.8, 0.2], worst=0.2)) == pytest.approx(30)


def test_the_worst_share_of_all_paths_is_their_mean():
    costs, weights = np.array([1.0, 5.0, 9.0]), np.array([0.5, 0.3, 0.2])
    assert worst_mean(costs, weights, 1.0) == pytest.approx(costs @ weights)
    assert worst_mean(costs, weights, 0.2) == 9
    assert worst_mean(costs, weights, 0.4) == pytest.approx(7)
    assert over([10, 30], [0.8, 0.2], worst=1.0).eur == over([10, 30], [0.8, 0.2]).eur


def test_a_risk_of_nought_minds_the_mean_of_all_and_one_of_95_the_worst_twentieth():
    mean = over([10, 30], [0.8, 0.2], worst_share(dutch_scenario(risk=0)))
    assert mean.eur == pytest.approx(mean.path_eur @ np.array([0.8, 0.2]))
    assert worst_share(dutch_scenario(risk=95)) == pytest.approx(0.05)
    assert regular_of(over([10, 30], [0.8, 0.2], worst_share(dutch_scenario(risk=80)))) == pytest.approx(30)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.integers(0, 60), min_size=2, max_size=4), st.floats(0.1, 0.9))
def test_a_smaller_worst_share_never_costs_less_and_knowing_the_path_never_costs_more(residents, worst):
    weights = [1 / len(residents)] * len(residents)
    mean, tail = over(residents, weights), over(residents, weights, worst)
    assert tail.eur >= mean.eur - 1e-6
    knowing = np.mean([over([people], [1.0]).eur for people in residents])
    assert knowing <= mean.eur + 1e-6


def test_a_plan_over_one_path_is_the_plan_without_paths():
    for people in (0, 25, 70, 130):
        alone, path = solved_places(problem(people)), over([people], [1.0])
        amounts = dict(zip((goal.id for goal in alone.solved.goals), alone.solved.amounts(), strict=True))
        for goal in EUR:
            assert path.goals[goal][0] == pytest.approx(amounts[goal], abs=1e-6)


def test_strata_take_the_middle_of_each_and_all_paths_lie_at_no_distance():
    need = np.arange(10.0)
    found = reduced(need, 2)
    assert (found.paths.tolist(), found.weights.tolist()) == ([2, 7], [0.5, 0.5])
    assert reduced(need, 10).distance == 0
    assert reduced(need, 5).distance < found.distance


def test_fresh_paths_were_not_used_and_are_the_same_for_the_same_seed():
    used = np.array([1, 4])
    drawn = fresh(10, used, 5, seed=1)
    assert len(set(drawn.tolist()) - set(used.tolist())) == 5
    assert drawn.tolist() == fresh(10, used, 5, seed=1).tolist()


def test_the_chance_of_a_duty_is_the_share_of_paths_in_which_nobody_is_late():
    late = [np.array([0.0, 3.0]), np.array([0.2, 0.0]), np.array([0.0, 8.0]), np.array([1.0, 0.0])]
    assert chance_met(late).tolist() == [0.75, 0.5]


def test_a_mean_of_equal_numbers_has_no_spread():
    found = interval(np.full(5, 3.0), 0.95)
    assert (found.mean, found.low, found.high) == (3, 3, 3)
    wide = interval(np.array([0.0, 10.0]), 0.95)
    assert wide.low < 5 < wide.high


def dutch_paths(count):
    """Paths around the published rates: from a fifth fewer to two fifths more people."""
    factors = np.linspace(0.8, 1.4, count)
    each = {"first": 470.0, "repeat": 40.0, "family": 300.0, "other": 40.0}
    persons = {name: np.outer(np.full(104, each[name]), factors) for name in ARRIVAL_STREAMS}
    return StreamPaths(START - timedelta(weeks=1), persons)


@pytest.fixture(scope="module")
def judged():
    parameters = dutch_input().parameters.with_values({"reduced_paths": 3, "fresh_paths": 6})
    given = dutch_input().__class__(
        **{**vars(dutch_input()), "paths": dutch_paths(11), "parameters": parameters}
    )
    plan = solved_plan(given, dutch_scenario(arrivals="forecast"))
    return plan, judge_plan(plan)


def test_the_mean_path_gives_the_residents_of_the_plan(judged):
    plan, _ = judged
    found = path_problem(plan, 5)
    middle = found.problem
    assert found.eur == pytest.approx(sum(row[-1] for row in cost_rows(plan.chain.solution)), rel=1e-6)
    assert middle.total_residents() == pytest.approx(plan.places.problem.total_residents(), rel=1e-6)
    assert middle.intake.persons == pytest.approx(plan.places.problem.intake.persons, rel=1e-9)


def test_figures_of_the_chain_on_the_mean_path_are_those_of_the_plan(judged):
    plan, _ = judged
    whole = solve_plan(plan.given, plan.scenario)
    shown = measured(PlanResult("", whole.tables, {}, {}, {}, {}, {}), 52.18)
    found = dict(path_problem(plan, 5).figures)
    gone = found.pop("old_gone")
    assert shown["old_gone"] is None
    assert gone == plan.given.weeks.shown
    assert set(found) == {"over_term", "unsent", "border_used", "status_holders"}
    for name, value in found.items():
        assert value == pytest.approx(shown[name], rel=1e-3, abs=0.5), name


def test_on_a_path_the_old_stock_is_gone_in_the_week_of_the_plan_in_which_none_is_left_to_decide():
    """Of 4,100 old cases 820 leave undecided; 800 decisions a week are done with the others in weeks."""
    rows = dutch_input(8).state.rows
    is_old = (rows.stage == "decision") & (rows.stream == "old")
    state = replace(dutch_input(8).state, rows=rows.assign(value=rows.value.where(~is_old, rows.value / 10)))
    first = replace(dutch_input(8), state=state, paths=dutch_paths(1))
    plan = solved_plan(first, dutch_scenario(arrivals="forecast", decisions=800, old_share=100))
    tables = {
        "plan": plan_table(plan.chain.solution),
        "residents": pd.DataFrame({"week": week_labels(plan.chain.solution)[:8]}),
    }
    shown = PlanResult("", tables, {}, {}, {}, {}, {})
    gone = MEASURES["old_gone"].read(shown, 52.18)
    assert gone is not None
    assert queue(shown, "decision", "old")[gone] > 700
    assert weeks(shown)[int(path_problem(plan, 0).figures["old_gone"])] == gone


def test_on_a_path_that_fills_the_border_the_law_lifts_what_it_lifts_in_a_plan_of_that_path_alone(
    filling_border,
):
    """At 7 % of arrivals the border procedure fills on the highest path and not on the mean one."""
    plan, alone = filling_border
    assert not _may_divert(plan.chain.chain.network)
    assert _may_divert(alone.chain.chain.network)
    found, known = path_problem(plan, 10).late, followed(alone, alone.scenario, alone.chain.solution).late
    for duty, late in known.items():
        assert found[duty].sum() == pytest.approx(late.sum(), rel=1e-6, abs=1e-3), duty


def test_a_path_on_which_the_law_lifts_grounds_has_the_optimum_of_every_goal_of_a_plan_of_it_alone(
    filling_border,
):
    plan, alone = filling_border
    chains, lifted = chain_of(plan, 10)
    numbers = chains.arrays(0, lifted)
    found, _ = even_last(plan).answer(numbers)
    assert np.array_equal(_shares(lifted), _shares(alone.chain.chain.network))
    known = alone.chain.solved
    assert known.amounts(found) == pytest.approx(known.amounts(), rel=1e-9, abs=1e-6)


def test_a_chain_solved_again_with_grounds_lifted_goes_on_from_its_end_to_the_optimum_of_every_goal(
    filling_border,
):
    plan, _ = filling_border
    chains, lifted = chain_of(plan, 10)
    chain, alone = even_last(plan), plan.chain.solved
    _, near = chain.answer(chains.arrays(0))
    on, _ = chain.answer(chains.arrays(0, lifted), near, again=True)
    anew, _ = even_last(plan).answer(chains.arrays(0, lifted))
    assert alone.amounts(on) == pytest.approx(alone.amounts(anew), rel=1e-9, abs=1e-6)


def test_where_the_plan_fills_the_border_nothing_is_lifted_on_a_path_that_does_not(filling_border):
    _, full = filling_border
    given = replace(full.given, paths=dutch_paths(11))
    lowest = single_path(given.paths, 0)
    plan = replace(full, given=replace(given, paths=lowest))
    alone = solved_plan(plan.given, full.scenario)
    assert not _may_divert(alone.chain.chain.network)
    network = network_on(plan, full.scenario, lowest)
    assert not _may_divert(network)
    found, known = path_problem(plan, 0).late, followed(alone, alone.scenario, alone.chain.solution).late
    for duty, late in known.items():
        assert found[duty].sum() == pytest.approx(late.sum(), rel=1e-6, abs=1e-3), duty


@pytest.fixture(scope="module")
def filling_border():
    """A plan on eleven paths, and one on the highest of them alone, where the border procedure fills."""
    given = replace(dutch_input(16), paths=dutch_paths(11))
    scenario = dutch_scenario(arrivals="forecast", border_share=7)
    alone = replace(given, paths=single_path(given.paths, 10))
    return solved_plan(given, scenario), solved_plan(alone, scenario)


def chain_of(plan, path):
    """The chain of a plan on one path, and its network with the grounds that the law lifts there."""
    network = network_on(plan, plan.scenario, single_path(plan.given.paths, path))
    chains = ChainsAtOnce(plan, [network])
    return chains, lawful(chains, 0, far_from(plan))[0].network


def even_last(plan):
    chains = ChainsAtOnce(plan, [plan.chain.chain.network])
    return EvenLast(plan.chain.chain, plan.chain.solved, chains.arrays(0))


def _shares(network):
    weeks = network.weeks.count
    return np.array([network.station(key).divertible(weeks) for key in diverting(network)])


def _may_divert(network):
    return bool(_shares(network).any())


def test_even_weeks_made_last_reach_the_same_optimum_of_every_goal(judged):
    plan, _ = judged
    known, numbers = plan.chain.solved, PathProblems(plan, [9]).arrays(0)
    at_once = known.amounts(known.again(numbers).values)
    last, _ = even_last(plan).answer(numbers)
    assert known.amounts(last) == pytest.approx(at_once, rel=1e-9, abs=1e-6)


def test_a_path_that_starts_from_its_neighbour_reaches_the_same_optimum_of_every_goal(judged):
    plan, _ = judged
    problems, chain = PathProblems(plan, [2, 3]), even_last(plan)
    _, start = chain.answer(problems.arrays(0))
    _, end = chain.answer(problems.arrays(0), ends=True)
    assert start.parting is None
    assert end.parting is not None
    alone, _ = chain.answer(problems.arrays(1))
    amounts = plan.chain.solved.amounts
    for near in (start, end):
        beside, _ = chain.answer(problems.arrays(1), near)
        assert amounts(beside) == pytest.approx(amounts(alone), rel=1e-9, abs=1e-6)


def test_the_nearest_path_is_the_one_whose_limits_differ_least():
    limits = np.array([[10.0, 0.0], [20.0, 0.0], [10.0, 9.0], [19.0, 0.0]])
    assert [nearest(limits, np.array([0, 1, 2]), other) for other in (3, 2, 0)] == [1, 2, 0]


def test_every_path_stands_in_one_round_and_those_in_the_middle_of_the_few_come_first():
    for few, drawn in ((20, 200), (20, 30), (7, 8), (1, 1)):
        of_few, of_drawn = in_rounds(few, drawn)
        assert sorted(np.concatenate(of_few)) == list(range(few))
        assert np.concatenate(of_drawn).tolist() == list(range(few, few + drawn))
    of_few, of_drawn = in_rounds(20, 200)
    assert of_few[0].tolist() == [2, 7, 12, 17]
    assert [ones.size for ones in of_drawn] == [40, 60, 100]


def test_limits_of_paths_are_the_numbers_of_their_chains_that_differ(judged):
    plan, _ = judged
    problems = PathProblems(plan, [2, 3])
    first, second = (vars(problems.arrays(one)) for one in (0, 1))
    by_chain = 0.0
    for name in ("column_low", "column_high", "row_low", "row_high"):
        apart = first[name] != second[name]
        by_chain += np.abs(first[name][apart] - second[name][apart]).sum()
    assert np.abs(problems.limits[0] - problems.limits[1]).sum() == pytest.approx(by_chain)
    assert by_chain > 0


def test_a_chain_built_for_many_paths_at_once_has_the_numbers_of_each_built_alone(judged):
    plan, _ = judged
    mean = plan.scenario.model_copy(update={"sized_to": "mean"})
    networks = [network_on(plan, mean, single_path(plan.given.paths, path)) for path in (0, 4, 10)]
    at_once = ChainsAtOnce(plan, networks)
    for place, network in enumerate(networks):
        lifted = with_lifted(network, np.linspace(0.0, 1.0, network.weeks.count))
        for own in (network, lifted):
            alone = build_chain(own, Numbers()).program.arrays()
            for name, numbers in vars(without_zeros(at_once.arrays(place, own))).items():
                assert np.array_equal(numbers, getattr(alone, name)), name
            assert at_once.chain(own).network is own


def without_zeros(arrays):
    """The numbers without factors that are zero, as a program built alone has them."""
    rows = np.repeat(np.arange(arrays.row_low.size), np.diff(arrays.starts))
    kept = arrays.values != 0
    starts = np.append(0, np.cumsum(np.bincount(rows[kept], minlength=arrays.row_low.size)))
    return replace(arrays, starts=starts, indices=arrays.indices[kept], values=arrays.values[kept])


def test_every_duty_has_a_chance_in_every_week(judged):
    plan, found = judged
    assert (found.probability.groupby(["duty", "region"]).size() == plan.given.weeks.shown).all()
    assert found.probability.probability_met.between(0, 1).all()
    need = bed_need(plan.given.paths, plan.given.weeks)
    assert (np.diff(need) > 0).all()


def test_the_figures_keep_the_order_that_theory_says(judged):
    figures = judged[1].figures
    assert figures["value_of_knowing"] >= -1e-6
    both = figures["value_of_knowing"] + figures["value_of_paths"]
    assert figures["regret_plan"] == pytest.approx(both)
    assert figures["likely"] <= figures["thinkable"]
    assert 0 <= figures["without_bed_p10"] <= figures["without_bed_p90"]
    assert 0 < figures["cost_p10"] <= figures["cost_p90"]
    for name in set(MEASURES) - {"over_cap_eur"}:
        assert figures[f"{name}_p10"] <= figures[f"{name}_p90"], name
    assert figures["value_of_paths_low"] <= figures["value_of_paths"] <= figures["value_of_paths_high"]
    assert figures["fresh_paths"] == 6


def test_equal_gaps_and_new_halls_count_over_paths_as_in_the_plan_without_them():
    plan = solved_plan(dutch_input(), dutch_scenario(fair=True, crisis_steps=True))
    goals, problem = plan.places.solved.goals, plan.places.problem
    eur = eur_weights(plan.parameters, sum(problem.task.values()))
    assert {goal.id for goal in goals} - set(eur) == {"steady"}
    over_one = two_stage([problem], np.ones(1), frozenset(), eur)
    widest = dict(zip((goal.id for goal in goals), plan.places.solved.amounts(), strict=True))["fair"]
    assert over_one.goals["fair"][0] == pytest.approx(widest, rel=1e-3)


def test_places_on_other_persons_have_the_numbers_of_those_built_for_them():
    plan = solved_plan(dutch_input(), dutch_scenario(steady=3))
    problem, program = plan.places.problem, Numbers()
    places = build_places(problem, program)
    intake = replace(problem.intake, persons=problem.intake.persons * 2)
    residents = {name: persons + 500.0 for name, persons in problem.residents.items()}
    other = replace(problem, residents=residents, intake=intake)
    found, anew = OnOtherPersons(places, program.arrays()).arrays(other), Numbers()
    build_places(other, anew)
    for name, numbers in vars(found).items():
        assert np.array_equal(numbers, getattr(anew.arrays(), name)), name
