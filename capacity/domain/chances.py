"""What many paths of arrivals say about a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from capacity.domain.pins import Pin
from capacity.domain.plan_result import PlanResult


@dataclass(frozen=True)
class Chances:
    """A plan judged on fresh paths: its decisions with a long lead held, the rest following each path.

    Args:
        probability: duty, region, week (ISO date of the Monday), probability_met (share of paths).
        residents: week, p10, p50, p90, sized_to (persons).
        first_stage: region, type, week, plan, paths: places opened by the plan at hand and by the plan
            made over several paths; only decisions taken before it is known which path comes.
        figures: `likely`, `thinkable`, `sized_to` (residents in the highest week), `chance_beds`,
            under the name of a measure with `_p10` and `_p90` what eight of ten paths give: of every one but
            `over_cap_eur`; `cost` is the money of the weeks shown (EUR), `old_gone` the number of the week,
            that after the last one where it does not come,
            `reduced_paths`, `fresh_paths`, `distance`, `worst`, `seed`; with `_low` and `_high`:
            `plan_eur`, `paths_eur` (everything weighed in EUR), `plan_money`, `paths_money` (EUR),
            `plan_short`, `paths_short` (person-weeks), `value_of_paths` (value of the stochastic
            solution), `value_of_knowing` (expected value of perfect information), `regret_plan`.
    """

    probability: pd.DataFrame
    residents: pd.DataFrame
    first_stage: pd.DataFrame
    figures: Mapping[str, float]

    def by_duty(self) -> pd.DataFrame:
        """Lowest chance over regions, per duty and week: duty, week, probability_met."""
        lowest: pd.DataFrame = self.probability.groupby(["duty", "week"], as_index=False)[
            ["probability_met"]
        ].min()
        return lowest

    def decisions(self, plan: PlanResult) -> tuple[Pin, ...]:
        """The decisions of the plan over several paths as pins of another: whole places, announced ones too.

        The sums of each region and type are rounded, so that no place is lost on the way.

        Args:
            plan: the plan that was judged.
        """
        keys = ["region", "type", "week"]
        opened = plan.tables["places"].set_index(keys).opened
        rows = self.first_stage.sort_values(keys, kind="stable")
        by_block = rows.groupby(["region", "type"], sort=False)
        announced = np.round(opened.reindex(pd.MultiIndex.from_frame(rows[keys])).to_numpy() - rows.plan)
        whole = by_block.paths.cumsum().round()
        decided = whole - whole.groupby([rows.region, rows.type]).shift(fill_value=0.0)
        wanted = np.maximum(0.0, announced + decided)
        return tuple(
            Pin("places", (str(week), str(region), str(kind)), "opened", float(value))
            for region, kind, week, value in zip(rows.region, rows.type, rows.week, wanted, strict=True)
        )
