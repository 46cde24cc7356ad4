"""What has to be ordered now: openings that the plan counts on and whose order cannot wait."""

from __future__ import annotations

import pandas as pd

from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.words import figures


def lead_weeks(answer: Answer) -> dict[str, float]:
    """Weeks from order to opening, by type of place that can be ordered."""
    regular = answer.view.parameters().number("lead_weeks_regular") + answer.scenario.delay
    return {"emergency": answer.scenario.lead_em, "regular": regular}


def orders_now(answer: Answer) -> pd.DataFrame:
    """Openings to order within the weeks a planner decides about: by, week, region, type, opened."""
    return figures.orders(answer.plan, lead_weeks(answer), frame.DECIDE_WEEKS)


def yearly_cost(answer: Answer, orders: pd.DataFrame) -> pd.Series:
    """Euros per year of each order, at the prices the plan paid."""
    prices = figures.yearly_price(answer.plan, answer.view.parameters().number(frame.WEEKS_PER_YEAR))
    cost: pd.Series = orders.opened * orders.type.map(prices).astype(float)
    return cost


def toward_task(places: pd.DataFrame, orders: pd.DataFrame) -> float:
    """Ordered places by which the provinces are nearer to their task in the last week shown.

    Args:
        places: the plan's table of places.
        orders: region, type and opened of what is ordered; regular places count for the task.
    """
    last = places[(places.week == places.week.max()) & (places.type == "regular")].set_index("region")
    ordered = orders[orders.type == "regular"].groupby("region").opened.sum()
    ordered = ordered.reindex(last.index, fill_value=0.0)
    gap, without = last.task - last.durable, last.task - last.durable + ordered
    return float((without.clip(lower=0.0) - gap.clip(lower=0.0)).sum())
