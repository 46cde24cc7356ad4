"""What differs between two states is told by names, not by ids."""

from __future__ import annotations

import pandas as pd

from capacity.service.state_entry import ITEM
from capacity.ui.data.state_words import differences_in_words


def test_a_figure_of_two_states_that_differs_is_told_by_names() -> None:
    changed = pd.DataFrame(
        [
            ("places", "", "", "", "PV20", "crisis", "", "", 10.0, 12.0, 2.0),
            ("in_transit", "appeal", "decision.normal", "minors", "", "", "", "2026-12-07", 1.0, 0.0, -1.0),
        ],
        columns=["measure", *ITEM, "before", "after", "difference"],
    )
    told = differences_in_words(changed, {"PV20": "Groningen"}, "nl")
    assert list(told["item"]) == [
        "Groningen, crisisnoodopvang",
        "Beroep, Besluit, normale procedure, alleenstaande minderjarigen, 07-12-2026",
    ]
    assert list(told.measure) == ["plaatsen in gebruik", "onderweg"]
