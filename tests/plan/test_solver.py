"""The live model: one program for two builders, prices in a basis, and goals in order."""

import highspy
import numpy as np
import pytest

from capacity.plan.chain.goals import chain_goals
from capacity.plan.chain.rows import build_chain
from capacity.plan.places.rows import build_places
from capacity.plan.solver.goal_weights import parting_costs, separated_weights
from capacity.plan.solver.highs import AFRESH, FROM_A_BASIS, FROM_ANOTHER_PROGRAM, options_from
from capacity.plan.solver.in_order import Goal, solve_in_order
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.pricing import without_noise
from capacity.plan.solver.program import EQUAL, LESS, MORE, Numbers, Program
from tests.plan.small import small_network
from tests.plan.small_places import block, small_places

WEEKS = 8


def waiting_desk():
    return small_network([10] * WEEKS, 8, queue=[5, 5], term_weeks=np.full(WEEKS, 2.0), rank=1)


def arrays_of(program):
    return [getattr(program.arrays(), name) for name in program.arrays().__dataclass_fields__]


def test_bare_numbers_are_those_of_the_pulp_program():
    for build, given in (
        (build_chain, waiting_desk()),
        (build_places, small_places([block(WEEKS, now=50.0)], [60] * WEEKS)),
    ):
        whole, bare = build(given).program, build(given, Numbers()).program
        assert whole.size == bare.size
        assert (whole.column_names, whole.row_names) == (bare.column_names, bare.row_names)
        for first, second in zip(arrays_of(whole), arrays_of(bare), strict=True):
            assert np.array_equal(first, second)


@pytest.mark.parametrize("builder", [lambda: Program("small"), Numbers])
def test_two_goals_in_order_take_the_better_of_the_second_among_the_best_of_the_first(builder):
    program = builder()
    x, y = program.column("x"), program.column("y")
    program.row("enough", {x: 1.0, y: 1.0}, MORE, 4.0)
    program.row("most_x", {x: 1.0}, LESS, 3.0)
    program.row("spare", {x: 1.0, program.column("z"): 1.0}, EQUAL, 5.0)
    goals = [
        Goal("few", 1, program.costs({x: 1.0, y: 1.0}), "pieces"),
        Goal("cheap", 2, program.costs({x: 1.0, y: 2.0}), "EUR"),
    ]
    answer = solve_in_order(LiveModel(program), goals, write_at="cheap")
    assert answer.values == pytest.approx([3, 1, 2])
    assert answer.optimum == pytest.approx(5)
    assert answer.gap == 0


class TimeUpAfterTheFirst(LiveModel):
    """A model whose time is over once it has been solved a first time."""

    def minimise(self, costs, primal=False):
        values = super().minimise(costs, primal)
        self._deadline = 0.0
        return values


def test_when_the_time_is_up_the_best_answer_so_far_comes_with_how_far_it_may_be_from_the_optimum():
    """Either x or y is 4. Weighted against the second goal the first begins at y, a hair from its optimum."""
    program = Numbers()
    x, y = program.column("x"), program.column("y")
    program.row("enough", {x: 1.0, y: 1.0}, MORE, 4.0)
    goals = [
        Goal("few", 1, program.costs({x: 1.0, y: 1.0001}), "pieces"),
        Goal("cheap", 2, program.costs({x: 1.0}), "EUR"),
    ]
    assert solve_in_order(LiveModel(program), goals).values == pytest.approx([4, 0])
    answer = solve_in_order(TimeUpAfterTheFirst(program), goals, write_at="few")
    assert answer.values == pytest.approx([0, 4])
    assert answer.optimum == pytest.approx(4.0004)
    assert answer.gap >= 0.0004 / 4.0004 - 1e-9


def test_goals_weigh_what_parts_them_where_they_ended():
    """Y costs the first goal 0.0001 more than x and saves the second 1: the first weighs over 10 000."""
    program = Numbers()
    x, y = program.column("x"), program.column("y")
    program.row("enough", {x: 1.0, y: 1.0}, MORE, 4.0)
    first, second = program.costs({x: 1.0, y: 1.0001}), program.costs({x: 1.0})
    goals = [Goal("few", 1, first, "pieces"), Goal("cheap", 2, second, "EUR")]
    steps = LiveModel(program)
    assert steps.minimise(separated_weights([first, second], steps.free)) == pytest.approx([0, 4])
    model = LiveModel(program)
    solve_in_order(model, goals)
    weighted = parting_costs(model, [first, second], program.arrays())
    assert weighted == pytest.approx([10_101, 10_101.01])
    assert LiveModel(program).minimise(weighted) == pytest.approx([4, 0])


def test_a_difference_that_rounding_alone_makes_decides_no_goal():
    """X and y cost the first goal the same but for the last digit; the second would rather have x."""
    program = Numbers()
    x, y = program.column("x"), program.column("y")
    program.row("enough", {x: 1.0, y: 1.0}, MORE, 4.0)
    first = program.costs({x: 1e10 * (0.1 + 0.2), y: 1e10 * 0.3})
    assert first[0] - first[1] > 1e-7
    goals = [Goal("dear", 1, first, "EUR"), Goal("few", 2, program.costs({y: 1.0}), "pieces")]
    assert solve_in_order(LiveModel(program), goals).values == pytest.approx([4, 0])


def test_what_the_basis_holds_has_no_price_however_much_rounding_leaves_it():
    basic = np.array([1, -3])
    columns, rows = without_noise(np.array([5.0, 1e-5, 1e-5]), np.array([7.0, -2e-5, -2e-5, 3e-12]), basic)
    assert columns == pytest.approx([5.0, 0.0, 1e-5], abs=0)
    assert rows == pytest.approx([7.0, -2e-5, 0.0, 0.0], abs=0)


def test_goals_have_no_weights_where_the_basis_is_not_best_in_their_order():
    program = Numbers()
    x, y = program.column("x"), program.column("y")
    program.row("enough", {x: 1.0, y: 1.0}, MORE, 4.0)
    first, second = program.costs({x: 1.0}), program.costs({y: 1.0})
    model = LiveModel(program)
    model.minimise(second)
    assert parting_costs(model, [first, second], program.arrays()) is None


def test_prices_in_a_basis_explain_the_optimum_to_the_last_cent():
    chain = build_chain(waiting_desk())
    goals = chain_goals(chain)
    model = LiveModel(chain.program)
    costs = separated_weights([goal.costs for goal in goals], model.free)
    values = model.minimise(costs)
    columns, rows = model.duals(costs)
    arrays = chain.program.arrays()
    at = np.where(rows > 0, arrays.row_low, np.where(rows < 0, arrays.row_high, 0.0))
    assert columns @ values + rows @ at == pytest.approx(costs @ values, rel=1e-9)
    assert model.is_best(costs)
    assert not model.is_best(-costs)


@pytest.mark.parametrize(
    ("basic", "options"), [(99, FROM_A_BASIS), (100, FROM_ANOTHER_PROGRAM), (90, AFRESH)]
)
def test_a_basis_that_misses_few_of_its_rows_is_mended_and_one_that_misses_many_is_solved_as_from_nothing(
    basic, options
):
    status = highspy.HighsBasisStatus
    basis = highspy.HighsBasis()
    basis.col_status = [status.kLower] * 10
    basis.row_status = [status.kBasic] * basic + [status.kLower] * (100 - basic)
    basis.valid, basis.alien = True, basic != 100
    assert options_from(basis, another=True) == options
