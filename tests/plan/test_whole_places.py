"""Whole places against the linear optimum: limits hold, and no total of a region, a type or all is lost."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.plan.places.columns import by_period, renewal_limits
from capacity.plan.places.dutch import dutch_places
from capacity.plan.places.rows import build_places, places_goals
from capacity.plan.places.solution import read_places
from capacity.plan.portfolio.lots import Lot
from capacity.plan.solver.in_order import solve_in_order
from capacity.plan.solver.live_model import LiveModel
from tests.plan.dutch import dutch_baseline, dutch_places_input
from tests.plan.small_places import PERIOD_WEEKS, block, small_places

WEEKS = 20
REGIONS, TYPES = ("PV20", "PV21", "PV22"), ("regular", "emergency")
WEEKLY = st.lists(st.integers(0, 4), min_size=WEEKS, max_size=WEEKS)
TOLD = st.tuples(
    st.integers(0, 30),
    WEEKLY,
    st.sampled_from([0.0, 0.3, 0.5, 0.7]),
    st.lists(st.integers(0, 8), min_size=4, max_size=4),
    st.integers(0, 6),
    st.sampled_from([1.0, 0.93]),
)
COUNTRY = st.lists(TOLD, min_size=6, max_size=6)
PEOPLE = st.lists(st.integers(0, 150), min_size=5, max_size=5)


ROOMY = 1000
"""Places above those of today that a ceiling leaves, so that it never binds."""


def told_block(region, kind, now, ending, share, opening, ceiling, usable, room=0):
    """Contracts end as long as there are places; emergency places have a ceiling and a longest contract."""
    left = np.minimum(np.cumsum(ending), now)
    terms = {"ceiling": float(now + ceiling + room), "most_periods": 3} if kind == "emergency" else {}
    return block(
        WEEKS,
        region,
        kind,
        now,
        expiring=np.diff(left, prepend=0.0),
        renewable_share=share,
        open_limit=np.array([0.0, *opening]),
        usable_share=usable,
        **terms,
    )


def solved(told, people, room=0):
    """The places as the linear program solves them, of shape (blocks, weeks), and in whole numbers."""
    where = [(region, kind) for region in REGIONS for kind in TYPES]
    blocks = [told_block(*place, *one, room) for place, one in zip(where, told, strict=True)]
    residents = np.repeat(people, PERIOD_WEEKS) + 0.4
    problem = small_places(blocks, residents, {"PV20": 20, "PV21": 10}, 12, shown=16)
    places = build_places(problem)
    values = solve_in_order(LiveModel(places.program), places_goals(places)).values
    linear = np.array([[values[one.index] for one in own.available] for own in places.blocks])
    short = np.array([values[column.index] for column in places.without_bed])
    return problem, linear, short, read_places(places, values)


@settings(max_examples=25, deadline=None)
@given(COUNTRY, PEOPLE)
def test_whole_places_pass_no_limit_on_openings_renewals_or_what_is_there(told, people):
    problem, _, _, whole = solved(told, people)
    for part in whole.blocks:
        own = part.block
        moved = np.concatenate((part.opened, part.closed, part.available))
        assert (moved == np.round(moved)).all()
        assert (moved >= 0).all()
        assert (by_period(problem, part.opened) <= own.open_limit).all()
        assert (part.available <= np.maximum(own.ceiling, own.most_kept)).all()
        ended = np.cumsum(by_period(problem, own.expiring))
        renewed = ended - np.cumsum(by_period(problem, part.closed))
        assert (renewed <= np.cumsum(renewal_limits(problem, own)[1])).all()


@settings(max_examples=25, deadline=None)
@given(COUNTRY, PEOPLE)
def test_below_ceilings_whole_places_keep_totals_by_region_and_type_and_less_than_a_person_more_has_no_bed(
    told, people
):
    _, linear, short, whole = solved(told, people, ROOMY)
    places = np.array([part.available for part in whole.blocks])
    kinds = np.array([part.block.type for part in whole.blocks])
    assert (np.abs(places - linear) < 2).all()
    for kind in TYPES:
        of_type = (places - linear)[kinds == kind].sum(axis=0)
        assert (of_type > -1 - 1e-6).all()
        assert (of_type < len(REGIONS)).all()
    assert (whole.without_bed - short < 1).all()


def test_a_contract_at_its_own_price_counts_so_in_what_whole_places_cost():
    """Solved by hand: 3 of 10 beds at EUR 9 are renewed for 2.5 persons, half a place more than is needed."""
    lot = Lot("a", 10.0, 0, True, 4, 10.0, 16, 1.0, 9.0, durable=False)
    own = block(WEEKS, "PV20", "emergency", 10, expiring=np.eye(WEEKS)[4] * 10, lots=(lot,), ceiling=10.0)
    problem = small_places((own,), np.array([10.0] * 4 + [2.5] * 16), shown=WEEKS)
    places = build_places(problem)
    values = solve_in_order(LiveModel(places.program), places_goals(places)).values
    whole = read_places(places, values)
    assert whole.blocks[0].available.tolist() == [10.0] * 4 + [3.0] * 16
    assert sum(part.eur.sum() for part in whole.blocks) - whole.cost_before_rounding == pytest.approx(
        0.5 * 9 * 16
    )


def test_whole_places_of_the_shipped_case_cost_at_most_five_of_100_000_euro_more():
    notices = dutch_baseline().notices
    assert -1e-6 <= notices["whole_places_cost_share"] <= 5e-5


class Mixed:
    """The same program with its columns and rows in another order."""

    def __init__(self, program, seed):
        size, mix = program.size, np.random.default_rng(seed)
        self.program = program
        self.columns, self.rows = mix.permutation(size["columns"]), mix.permutation(size["rows"])

    @property
    def column_names(self):
        return [self.program.column_names[place] for place in self.columns]

    @property
    def row_names(self):
        return [self.program.row_names[place] for place in self.rows]

    def arrays(self):
        known = self.program.arrays()
        place = np.argsort(self.columns)
        cuts = [slice(known.starts[row], known.starts[row + 1]) for row in self.rows]
        return replace(
            known,
            column_low=known.column_low[self.columns],
            column_high=known.column_high[self.columns],
            row_low=known.row_low[self.rows],
            row_high=known.row_high[self.rows],
            starts=np.cumsum([0, *(cut.stop - cut.start for cut in cuts)], dtype=known.starts.dtype),
            indices=np.concatenate([place[known.indices[cut]] for cut in cuts]).astype(known.indices.dtype),
            values=np.concatenate([known.values[cut] for cut in cuts]),
        )


@cache
def shipped_places():
    return build_places(dutch_places(dutch_places_input()))


def moves(places, values):
    """Whole places opened and closed per block and week."""
    return [(part.opened.tolist(), part.closed.tolist()) for part in read_places(places, values).blocks]


@cache
def usual_moves():
    places = shipped_places()
    return moves(places, solve_in_order(LiveModel(places.program), places_goals(places)).values)


@pytest.mark.parametrize("seed", range(4))
def test_whole_places_are_the_same_whatever_the_order_in_which_the_solver_meets_columns_and_rows(seed):
    places = shipped_places()
    mixed = Mixed(places.program, seed)
    goals = [replace(goal, costs=goal.costs[mixed.columns]) for goal in places_goals(places)]
    found = solve_in_order(LiveModel(mixed), goals).values
    values = np.empty_like(found)
    values[mixed.columns] = found
    assert moves(places, values) == usual_moves()


@pytest.mark.parametrize(("option", "value"), [("presolve", "off"), ("random_seed", 7)])
def test_whole_places_are_the_same_whatever_way_the_solver_takes(option, value):
    places = shipped_places()
    model = LiveModel(places.program)
    model._highs.setOptionValue(option, value)
    assert moves(places, solve_in_order(model, places_goals(places)).values) == usual_moves()
