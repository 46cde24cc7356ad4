"""Where the solves of a baseline start, as plain numbers: they are the same read as made."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import highspy
import numpy as np
from numpy.typing import NDArray

from capacity.plan.chain.starts_ahead import Started
from capacity.plan.solver.highs import Basis, Parting
from capacity.plan.solver.loading import STATUSES, Seed
from capacity.store.arrays import Arrays, array_text, text_array

ABOUT, LINE = "about", "\n"


@dataclass(frozen=True)
class KeptStarts:
    """The starts that were made.

    Args:
        chain, places: where the two programs of the baseline began and ended.
        border: where the chain ends with more people at the border; None while nobody made it.
        arrivals: where it ends with more arrivals, by `from_times`; those that were made.
    """

    chain: Seed
    places: Seed
    border: Seed | None = None
    arrivals: Mapping[float, Started] = field(default_factory=dict)


class _Packing:
    """Seeds and names, each kept once."""

    def __init__(self) -> None:
        self.arrays: dict[str, NDArray[Any]] = {}
        self.seeds: list[dict[str, Any]] = []
        self._seeds: list[Seed] = []
        self._names: dict[tuple[str, ...], int] = {}

    def seed(self, seed: Seed | None) -> int | None:
        """The place of a seed; the same for the same object, which is the same again when it is read."""
        if seed is None:
            return None
        for place, known in enumerate(self._seeds):
            if known is seed:
                return place
        parting = seed.parting
        self._seeds.append(seed)
        self.seeds.append(
            {
                "columns": self._list(seed.column_names),
                "rows": self._list(seed.row_names),
                "basis": self._basis(seed.basis, f"seed_{len(self.seeds)}"),
                "parting": None if parting is None else self._parting(parting),
            }
        )
        return len(self._seeds) - 1

    def _parting(self, parting: Parting) -> dict[str, Any]:
        return {
            "basis": self._basis(parting.basis, f"parting_{len(self.seeds)}"),
            "goals": list(parting.goals),
            "weights": list(parting.weights),
            "most_steps": parting.most_steps,
        }

    def _list(self, names: list[str]) -> int:
        """The place of a list of names.

        Raises:
            ValueError: a name has a line end in it.
        """
        text = LINE.join(names)
        if text.count(LINE) != len(names) - 1:
            raise ValueError(names)
        place = self._names.setdefault(tuple(names), len(self._names))
        self.arrays[f"names_{place}"] = text_array(text)
        return place

    def _basis(self, basis: Basis, name: str) -> dict[str, Any]:
        for part in ("columns", "rows"):
            statuses = basis.col_status if part == "columns" else basis.row_status
            self.arrays[f"{name}_{part}"] = np.array([int(one) for one in statuses], dtype=np.uint8)
        return {"name": name, "alien": bool(basis.alien), "valid": bool(basis.valid)}


def packed_starts(starts: KeptStarts) -> Arrays:
    """Starts as arrays of numbers."""
    packing = _Packing()
    about = {
        "chain": packing.seed(starts.chain),
        "places": packing.seed(starts.places),
        "border": packing.seed(starts.border),
        "arrivals": [
            [times, packing.seed(one.first), packing.seed(one.later)]
            for times, one in sorted(starts.arrivals.items())
        ],
        "seeds": packing.seeds,
    }
    return {ABOUT: text_array(json.dumps(about)), **packing.arrays}


def unpacked_starts(arrays: Arrays) -> KeptStarts | None:
    """The starts that arrays hold; None where they are not what `packed_starts` gives."""
    try:
        about = json.loads(array_text(arrays[ABOUT]))
        seeds = [_seed(one, arrays) for one in about["seeds"]]

        def seed(place: int | None) -> Seed | None:
            return None if place is None else seeds[place]

        return KeptStarts(
            seeds[about["chain"]],
            seeds[about["places"]],
            seed(about["border"]),
            {float(times): Started(seeds[first], seed(later)) for times, first, later in about["arrivals"]},
        )
    except (LookupError, TypeError, ValueError):
        return None


def _seed(about: Mapping[str, Any], arrays: Arrays) -> Seed:
    columns, rows = (array_text(arrays[f"names_{about[part]}"]).split(LINE) for part in ("columns", "rows"))
    sizes = (len(columns), len(rows))
    parting = about["parting"]
    return Seed(
        _basis(about["basis"], arrays, sizes),
        columns,
        rows,
        None
        if parting is None
        else Parting(
            _basis(parting["basis"], arrays, sizes),
            [str(goal) for goal in parting["goals"]],
            [float(weight) for weight in parting["weights"]],
            int(parting["most_steps"]),
        ),
    )


def _basis(about: Mapping[str, Any], arrays: Arrays, sizes: tuple[int, int]) -> Basis:
    basis = highspy.HighsBasis()
    basis.alien, basis.valid = bool(about["alien"]), bool(about["valid"])
    columns, rows = (arrays[f"{about['name']}_{part}"] for part in ("columns", "rows"))
    if (columns.shape, rows.shape) != ((sizes[0],), (sizes[1],)):
        raise ValueError(about)
    basis.col_status, basis.row_status = STATUSES[columns].tolist(), STATUSES[rows].tolist()
    return basis
