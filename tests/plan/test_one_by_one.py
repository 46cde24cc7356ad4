"""Where the program over several paths starts: bases of paths solved alone, joined."""

import highspy
import numpy as np
import pytest

from capacity.plan.solver.bare import Bare
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import INFINITY, Arrays
from capacity.plan.uncertain.one_by_one import bases_one_by_one
from capacity.plan.uncertain.side_by_side import SideBySide

SHARED = np.array([True, False])
COSTS = np.array([1.0, 3.0])


def path(needed):
    """So many are needed: ordered ahead, the same on all paths, or late at three times the price."""
    return Arrays(
        np.zeros(2),
        np.full(2, INFINITY),
        np.array([needed]),
        np.array([INFINITY]),
        np.array([0, 2], dtype=np.int32),
        np.array([0, 1], dtype=np.int32),
        np.ones(2),
    )


@pytest.mark.parametrize(("leading", "cost"), [(0, 10 + 3 * 20 + 3 * 5), (1, 30), (2, 15 + 3 * 15)])
def test_joined_bases_stand_where_each_path_makes_the_best_of_what_the_leading_one_decides(leading, cost):
    paths = [path(10.0), path(30.0), path(15.0)]
    form = SideBySide(paths, SHARED)
    joined = form.basis(bases_one_by_one(paths, SHARED, COSTS, leading), leading)
    basic = highspy.HighsBasisStatus.kBasic
    assert [*joined.col_status, *joined.row_status].count(basic) == len(paths)
    model = LiveModel(Bare(form.arrays()))
    model.start_from(form.arrays(), joined)
    values = model.minimise(np.zeros(form.width))
    assert values[0] + 3 * values[1:].sum() == pytest.approx(cost)


def test_paths_that_are_alike_end_where_the_leading_one_does():
    paths = [path(20.0), path(20.0)]
    bases = bases_one_by_one(paths, SHARED, COSTS, 0)
    form = SideBySide(paths, SHARED)
    model = LiveModel(Bare(form.arrays()))
    model.start_from(form.arrays(), form.basis(bases, 0))
    values = model.minimise(np.array([1.0, 1.5, 1.5]))
    assert values.tolist() == [20.0, 0.0, 0.0]
