"""Which class of residents may live in which places, and who sleeps where when not everybody may everywhere.

Residents of all classes find a bed exactly when, for every set of classes, the places that suit one of
them hold them (Hall's condition); what lacks in the worst set is how many are without a bed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise

import numpy as np

from capacity.domain.plan_result import CLASSES
from capacity.plan.network.parts import Array

Suits = frozenset[str]
EVERYBODY: Suits = frozenset(CLASSES)
OWN_CLASSES: Mapping[str, Suits] = {
    "hotel": frozenset({"status_holders"}),
    "transit": frozenset({"status_holders"}),
    "minors": frozenset({"minors"}),
}
"""Types of places that are for one class by what they are: the hotel scheme and transit locations house
status holders until their home is there, minors' locations have the care that minors need."""
CRUMB_TOLERANCE = 1e-9


def suits_of(kind: str) -> Suits:
    """Classes that may live in places of a type when nothing else is said."""
    return OWN_CLASSES.get(kind, EVERYBODY)


def bounded_sets(suits: Iterable[Suits]) -> list[Suits]:
    """Sets of classes that some places do not suit at all, in a fixed order; all classes are not one.

    Any other set is held by every place, so that it lacks no more than all classes do.
    """
    partial = sorted({own for own in suits if own and own != EVERYBODY}, key=sorted)
    found = set()
    for many in range(1, len(partial) + 1):
        for some in combinations(partial, many):
            rest = EVERYBODY.difference(*some)
            if rest:
                found.add(rest)
    return sorted(found, key=lambda classes: (-len(classes), sorted(classes)))


def class_name(classes: Suits) -> str:
    """A set of classes in the name of a row."""
    return ".".join(name for name in CLASSES if name in classes)


def seated(residents: Mapping[str, Array], places: Sequence[tuple[Suits, Array]]) -> list[Array]:
    """Who sleeps in which group of places: as many as can be, the narrowest places first.

    Within a group the classes stand as they are left over; who finds no bed swaps along a chain of others
    who may live elsewhere (augmenting paths), so that nobody is without a bed who need not be.

    Args:
        residents: persons per week by class.
        places: per group the classes that it suits and its beds per week.

    Returns:
        Per group persons of shape (classes, weeks), classes in the order of CLASSES.
    """
    left = np.stack([np.asarray(residents[name], dtype=float) for name in CLASSES])
    fits = [np.array([name in suits for name in CLASSES]) for suits, _ in places]
    inside = [np.zeros_like(left) for _ in places]
    for group in sorted(range(len(places)), key=lambda group: (fits[group].sum(), group)):
        wanting = left * fits[group][:, None]
        total = wanting.sum(axis=0)
        share = np.minimum(1.0, np.divide(places[group][1], total, out=np.zeros_like(total), where=total > 0))
        inside[group] = wanting * share
        left = left - inside[group]
    free = [beds - group.sum(axis=0) for (_, beds), group in zip(places, inside, strict=True)]
    for week in np.flatnonzero(left.max(axis=0) > CRUMB_TOLERANCE):
        for name in range(len(CLASSES)):
            while left[name, week] > CRUMB_TOLERANCE:
                moved = _swap(name, int(week), float(left[name, week]), fits, inside, free)
                if moved <= CRUMB_TOLERANCE:
                    break
                left[name, week] -= moved
    return inside


def _swap(
    first: int, week: int, wanted: float, fits: list[Array], inside: list[Array], free: list[Array]
) -> float:
    """Seats persons of a class by letting others move to places that suit them too; how many."""
    steps = _way_to_a_bed(first, week, fits, inside, free)
    if not steps:
        return 0.0
    room = [float(free[steps[-1][1]][week])]
    room += [float(inside[group][name, week]) for (_, group), (name, _) in pairwise(steps)]
    moved = min(wanted, *room)
    for (_, group), (name, _) in pairwise(steps):
        inside[group][name, week] -= moved
    for name, group in steps:
        inside[group][name, week] += moved
    free[steps[-1][1]][week] -= moved
    return moved


def _way_to_a_bed(
    first: int, week: int, fits: list[Array], inside: list[Array], free: list[Array]
) -> list[tuple[int, int]]:
    """The shortest chain of (class, group it moves into), each taking the place that the next one leaves."""
    steps: dict[int, tuple[int, int | None]] = {}
    queue: list[tuple[int, int | None]] = [(first, None)]
    classes = {first}
    while queue:
        name, left = queue.pop(0)
        for group in (group for group, suits in enumerate(fits) if suits[name] and group not in steps):
            steps[group] = (name, left)
            if free[group][week] > CRUMB_TOLERANCE:
                return _back(group, steps)
            for other in np.flatnonzero(inside[group][:, week] > CRUMB_TOLERANCE).tolist():
                if other not in classes:
                    classes.add(other)
                    queue.append((other, group))
    return []


def _back(group: int, steps: Mapping[int, tuple[int, int | None]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    at: int | None = group
    while at is not None:
        name, left = steps[at]
        found.insert(0, (name, at))
        at = left
    return found
