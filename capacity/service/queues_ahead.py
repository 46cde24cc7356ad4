"""Who waits for which decision, who joins them, and which hands decide: the desks of the backlog forecast."""

from __future__ import annotations

import numpy as np
import pandas as pd

from capacity.domain.parameters import Parameters
from capacity.domain.paths import StreamPaths
from capacity.domain.state import State
from capacity.forecast import Desk, Line, backlog_view
from capacity.sources.shipped import load_table

DECIDERS = "ind_deciders"
BORDER = "border"
"""Stream that comes first: the law ends its procedure at a deadline."""
RESPONSIBILITY_STAGES = ("responsibility_request", "responsibility_reply", "responsibility")
"""Stages in which somebody waits for the state that is responsible."""


def backlog_table(paths: StreamPaths, state: State, parameters: Parameters) -> pd.DataFrame:
    """Persons waiting for each kind of decision at each week's end, in the columns of a forecast."""
    decided = load_table("series/ind_monthly_figures")
    months = decided[(decided.procedure == "first_all") & (decided.measure == "decisions")].persons
    spread = (months / months.mean()).to_numpy(dtype=np.float64)
    return backlog_view(paths, desks(state, parameters), spread)


def desks(state: State, parameters: Parameters) -> tuple[Desk, ...]:
    """Old stock, the streams under the Pact, responsibility and family reunification.

    Shares are those of the chain; who left undecided never enters, and who comes back from the search for
    the responsible state enters at once.
    """
    number, waiting = parameters.number, _waiting(state)
    hours = state.hours().get(DECIDERS)
    per_week = number("decisions_per_week") if hours is None else hours / number("hours_per_decision")
    old = number("old_stock_min_share")
    responsible = sum(waiting.get((stage, "responsibility"), 0.0) for stage in RESPONSIBILITY_STAGES)
    to_responsibility = (1 - number("border_share")) * number("responsibility_share")
    return (
        Desk(per_week * old, {"old": Line(waiting[("decision", "old")], {}, effort=number("effort_old"))}),
        Desk(per_week * (1 - old), _pact_lines(waiting, parameters), together="pact"),
        Desk(
            number("decisions_responsibility"),
            {
                "responsibility": Line(
                    responsible,
                    {"first": to_responsibility},
                    minimum_weeks=round(number("responsibility_reply_weeks")),
                )
            },
        ),
        Desk(
            number("family_decisions_per_week"),
            {"family": Line(waiting[("family_reunification", "family")], {}, _family_requests(parameters))},
        ),
    )


def _family_requests(parameters: Parameters) -> float:
    """Requests come at a steady pace: no series of them is published by month."""
    return parameters.number("family_requests_per_week")


def _pact_lines(waiting: dict[tuple[str, str], float], parameters: Parameters) -> dict[str, Line]:
    number = parameters.number
    border, exempt = number("border_share"), number("border_exempt_share")
    responsible, accelerated = number("responsibility_share"), number("accelerated_share")
    back = responsible * (1 - number("responsibility_transfer") - number("responsibility_leaves"))
    own = (1 - border) * (1 - responsible)
    stays = 1 - number("leave_undecided_share_pact")
    usual = round(number("minimum_weeks_decision"))
    in_border = round(number("border_stay_weeks") * number("border_stay_decision_part"))
    normal = border * exempt + own * (1 - accelerated) + (1 - border) * back
    enters = {
        "normal": {"first": normal * stays},
        "accelerated": {"first": own * accelerated * stays},
        BORDER: {"first": border * (1 - exempt)},
        "admissibility": {"repeat": stays},
    }
    return {
        stream: Line(
            waiting[("decision", stream)],
            shares,
            effort=number(f"effort_{stream}"),
            urgent=stream == BORDER,
            minimum_weeks=in_border if stream == BORDER else usual,
        )
        for stream, shares in enters.items()
    }


def _waiting(state: State) -> dict[tuple[str, str], float]:
    """Persons waiting by stage and stream."""
    rows = state.rows[state.rows.measure == "queue"]
    sums = rows.groupby(["stage", "stream"], as_index=False).value.sum()
    return {(str(row.stage), str(row.stream)): float(str(row.value)) for row in sums.itertuples()}
