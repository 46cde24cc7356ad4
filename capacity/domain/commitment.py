"""Commitments: what an accepted plan has decided about places, from which later plans start."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from capacity.domain.state import State

COMMITMENT_COLUMNS = ("region", "type", "week", "places", "durable", "kind", "valid_from")
"""A row each: region and type of the places, the Monday on which they come or go, their number, how many of
them count for the task, what was decided, and the day from which that holds."""

COMMITMENT_KINDS = ("ordered", "renewed", "closed")
"""New places, places whose contract goes on, places that end."""

MEASURE_OF_KIND = {"ordered": "order", "renewed": "renewal", "closed": "closing"}
"""The measure under which a state tells what was decided."""
SOURCE = "accepted plan"


def with_commitments(state: State, commitments: pd.DataFrame) -> State:
    """A state with the decisions of accepted plans beside its own figures, in place of any it had before.

    What comes or goes before the day of the state stands in its figures already and is left out.

    Args:
        commitments: COMMITMENT_COLUMNS; weeks as ISO dates.
    """
    coming = commitments[commitments.week.astype(str) >= state.as_of.isoformat()]
    before = state.rows[state.rows.source != SOURCE]
    if coming.empty:
        return replace(state, rows=before.reset_index(drop=True))
    keys = ["kind", "region", "type", "week"]
    summed = coming.groupby(keys, sort=True, as_index=False).places.sum()
    rows = pd.DataFrame(
        {
            "as_of": state.as_of.isoformat(),
            "author": state.author,
            "measure": summed.kind.map(MEASURE_OF_KIND),
            "region": summed.region,
            "type": summed.type,
            "week": summed.week,
            "value": summed.places.astype(float),
            "unit": "places",
            "kind": "fact",
            "source": SOURCE,
        }
    )
    texts = state.rows.select_dtypes(exclude="number").columns
    filled = rows.reindex(columns=state.rows.columns).fillna(value=dict.fromkeys(texts, ""))
    return replace(state, rows=pd.concat([_not_told(before, filled), filled], ignore_index=True))


def added_by_plans(state: State, commitments: pd.DataFrame) -> pd.DataFrame:
    """Rows of `with_commitments` that the state does not tell itself."""
    rows = with_commitments(state, commitments).rows
    return _not_told(rows[rows.source == SOURCE], state.rows[state.rows.source != SOURCE])


def _not_told(own: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The state's own rows; an order that it tells itself is not counted twice."""
    keys = ["measure", "region", "type", "week"]
    told = own[keys].apply(tuple, axis=1).isin(set(rows[keys].apply(tuple, axis=1)))
    return own[~told]
