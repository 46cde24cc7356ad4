"""A plan on few paths does as well as one on two hundred, and better than one on their mean."""

import numpy as np
import pytest

from capacity.plan.live import hold
from capacity.plan.places.rows import build_places
from capacity.plan.solver.live_model import LiveModel
from capacity.plan.solver.program import Numbers
from capacity.plan.uncertain.reduction import reduced
from capacity.plan.uncertain.two_stage import EUR_SCALE, path_terms, shared_columns, two_stage
from tests.plan.small_places import block, small_places

ALL, FEW, WEEKS = 200, 16, 16
EUR = {"beds": 20_000.0, "task": 1_000.0, "money": 1.0}
LEADS = {"regular": 40.0, "emergency": 4.0}
REGULAR, EMERGENCY = 560.0, 1_300.0


def shock(draw, week):
    return 500 * (draw > 0.8) * (week > 7)


INSTANCES = {
    "a level that is not known": lambda draw, week: 1_000 + 150 * draw[0] + 0 * week,
    "a trend that is not known": lambda draw, week: 1_000 + 8 * week * (1 + draw[0]) + 20 * draw[1],
    "a shock in some of the paths": lambda draw, week: (
        1_000 + 40 * draw[0] + 500 * (draw[1] > 0.8) * (week > 7)
    ),
}


def problem(residents):
    """A thousand places; regular ones are ordered before the path is known, emergency ones follow it."""
    opening = np.array([0.0, 400.0, 400.0, 400.0])
    return small_places(
        [
            block(WEEKS, now=900, open_limit=opening, eur_per_place_week=REGULAR),
            block(
                *(WEEKS, "PV21", "emergency"),
                **{"now": 100, "open_limit": opening, "ceiling": 2_000.0, "eur_per_place_week": EMERGENCY},
            ),
        ],
        np.maximum(0.0, residents),
    )


def paths(instance, seed):
    """Residents per path and week of an instance."""
    draws = np.random.default_rng(seed).normal(size=(ALL, 2))
    return np.array([INSTANCES[instance](draw, np.arange(WEEKS)) for draw in draws])


def shared():
    names = shared_columns(problem(np.full(WEEKS, 1_000.0)), LEADS, 26)
    return frozenset(name for name in names if "regular" in name)


def costs_of(first_stage, residents):
    """EUR of every path once the shared decisions are taken."""
    found, model = [], None
    for path in residents:
        numbers = Numbers()
        places = build_places(problem(path), numbers)
        hold(numbers, first_stage)
        costs = numbers.costs(path_terms(places, EUR))
        model = model or LiveModel(numbers)
        model.start_from(numbers.arrays(), None)
        found.append(float(costs @ model.minimise(costs)) / EUR_SCALE)
    return np.array(found)


@pytest.fixture(params=sorted(INSTANCES))
def instance(request):
    return request.param


def planned(residents, weights):
    return two_stage([problem(path) for path in residents], weights, shared(), EUR)


def test_the_plan_on_few_paths_lies_within_a_thousandth_of_the_plan_on_all(instance):
    residents = paths(instance, seed=1)
    few = reduced(residents.sum(axis=1), FEW)
    on_few = planned(residents[few.paths], few.weights)
    on_all = planned(residents, np.full(ALL, 1 / ALL))
    assert costs_of(on_few.first_stage, residents).mean() <= on_all.eur * 1.001
    assert costs_of(on_all.first_stage, residents).mean() == pytest.approx(on_all.eur)


def test_on_fresh_paths_the_plan_on_few_costs_no_more_than_the_plan_on_their_mean(instance):
    residents, fresh = paths(instance, seed=1), paths(instance, seed=2)
    few = reduced(residents.sum(axis=1), FEW)
    on_few = planned(residents[few.paths], few.weights)
    on_mean = planned(residents.mean(axis=0)[None, :], np.ones(1))
    known = [planned(path[None, :], np.ones(1)).eur for path in fresh[:20]]
    here = costs_of(on_few.first_stage, fresh)
    assert here.mean() <= costs_of(on_mean.first_stage, fresh).mean()
    assert (np.array(known) <= here[:20] * (1 + 1e-9)).all()
