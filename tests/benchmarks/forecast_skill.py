"""Prints forecast skill on panels of member states: CRPS ratios and coverage, pooled and by horizon.

Run from the checkout: python -m tests.benchmarks.forecast_skill [first month] [last month]
Sixteen origins, three months apart, twelve months ahead; all applicants per month and state.
"""

from __future__ import annotations

import sys

import pandas as pd

from capacity.forecast import ALL_MODELS, backtest
from capacity.sources.shipped import load_parameters, load_table

ORIGINS, STEP, HORIZON = 16, 3, 12
FEWEST_MONTHS, FEWEST_PERSONS = 84, 5


def member_states(first: str, last: str) -> pd.DataFrame:
    """All applicants per month of every state with a long enough series."""
    table = load_table("series/eu_asylum_monthly")
    rows = table[
        (table.citizen == "TOTAL") & (table.applicant == "ASY_APP") & ~table.geo.str.startswith("EU")
    ]
    rows = rows[(rows.month >= first) & (rows.month <= last)]
    panel = pd.DataFrame({"unique_id": rows.geo, "ds": pd.to_datetime(rows.month + "-01"), "y": rows.persons})
    groups = panel.groupby("unique_id").y
    enough = (groups.transform("size") >= FEWEST_MONTHS) & (groups.transform("mean") >= FEWEST_PERSONS)
    return panel[enough].sort_values(["unique_id", "ds"], ignore_index=True)


def main() -> None:
    """Scores of every model, and the ratios that are asked for."""
    first, last = (*sys.argv[1:], "2017-01", "2026-05")[:2] if len(sys.argv) > 2 else ("2017-01", "2026-05")
    panel = member_states(first, last)
    _, scores = backtest(panel, HORIZON, "M", ORIGINS, STEP, load_parameters(), models=ALL_MODELS)
    whole = scores[(scores.horizon_from == 1) & (scores.horizon_to == HORIZON)]
    table = whole.pivot(index="model", columns="measure", values="value").round(3)
    print(f"{panel.unique_id.nunique()} states, {first} to {last}, {ORIGINS} origins")
    print(table.to_string())
    crps = table.crps
    print(f"served / AutoETS {crps['served'] / crps['auto_ets']:.3f} (bar 0.88)")
    print(
        f"served / best of Theta and ETS {crps['served'] / crps[['auto_ets', 'theta']].min():.3f} (bar 0.97)"
    )
    print(f"served / Prophet as it ships {crps['served'] / crps['prophet']:.3f} (bar 0.75)")
    bands = scores[(scores.model == "served") & (scores.measure == "coverage_80")]
    print(bands[["horizon_from", "horizon_to", "value"]].round(3).to_string(index=False))


if __name__ == "__main__":
    main()
