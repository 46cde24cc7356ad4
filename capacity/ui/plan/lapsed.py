"""Transfers that do not happen before their deadline: who then comes into the state's own procedure."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from capacity.domain.measures import LATE_FROM_PERSONS
from capacity.domain.plan_result import PlanResult
from capacity.texts import say
from capacity.ui.every_page.frame import Answer, text_table_csv
from capacity.ui.words import figures

DUTY = "transfer"
"""The duty of the register whose deadline passes."""


def lapsed(plan: PlanResult) -> pd.DataFrame:
    """Per week shown the persons who come to the own procedure because no transfer was made in time.

    They are on their way from the outcome on responsibility until the deadline passes, or reach it while
    they wait for the transfer itself; who comes at once was refused by the other state and is not counted.
    """
    flows, weeks = plan.tables["flows"], figures.weeks(plan)
    to_decide = flows.to_stage == "decision"
    waited = (flows.from_stage == "responsibility") & (flows.week > flows.week_out)
    unfinished = (flows.from_stage == DUTY) & (flows.flow == "unfinished")
    persons = flows[to_decide & (waited | unfinished)].groupby("week").persons.sum()
    return persons.reindex(weeks, fill_value=0.0).rename("lapsed").reset_index()


def lapsed_part(answer: Answer) -> None:
    """One sentence with its article, the weeks folded below it; nothing where no deadline passes."""
    table, register = lapsed(answer.plan), answer.register
    total = float(table.lapsed.sum())
    if total < LATE_FROM_PERSONS:
        return
    articles = register[register.duty == DUTY].article
    text = say(
        "plan.lapsed",
        answer.language,
        n=total / len(table),
        total=total,
        article=", ".join(articles),
    )
    st.markdown(text)
    text_table_csv(answer, "", table, "lapsed", data=table)
