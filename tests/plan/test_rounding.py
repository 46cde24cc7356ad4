import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.plan.places.rounding import whole_down, whole_up

STEPS = st.lists(
    st.lists(st.integers(0, 40), min_size=6, max_size=6), min_size=1, max_size=5
)  # tenths of places


def curves_of(steps):
    return np.cumsum(np.array(steps) / 10, axis=1)


def limits_of(steps):
    return np.ceil(np.array(steps) / 10)


@given(STEPS)
def test_a_curve_rounded_up_is_whole_never_falls_and_stays_at_most_one_away(steps):
    curves = curves_of(steps)
    rounded = whole_up(curves, limits_of(steps))
    assert (rounded == np.round(rounded)).all()
    assert (np.diff(rounded, axis=1, prepend=0) >= 0).all()
    assert (np.abs(rounded - curves) <= 1 + 1e-6).all()


@given(STEPS)
def test_no_step_of_a_rounded_curve_passes_its_limit(steps):
    steps_taken = np.diff(whole_up(curves_of(steps), limits_of(steps)), axis=1, prepend=0)
    assert (steps_taken <= limits_of(steps)).all()


@given(STEPS)
def test_without_limits_the_total_is_never_short(steps):
    curves = curves_of(steps)
    room = np.full(curves.shape, np.inf)
    assert (whole_up(curves, room).sum(axis=0) >= curves.sum(axis=0) - 1e-6).all()


def test_one_place_shared_by_four_regions_opens_once_in_the_first():
    rounded = whole_up(np.full((4, 1), 0.25), np.ones((4, 1)))
    assert rounded[:, 0].tolist() == [1, 0, 0, 0]


@given(STEPS)
def test_the_sum_of_curves_rounded_down_is_the_whole_part_of_theirs_and_no_curve_is_passed_by_one(steps):
    curves = curves_of(steps)
    rounded = whole_down(curves)
    assert rounded.sum(axis=0) == pytest.approx(np.floor(curves.sum(axis=0) + 1e-6))
    assert (rounded < curves + 1).all()
    assert (np.diff(rounded, axis=1, prepend=0) >= 0).all()
