"""The monthly report on the border procedure, below the duties of a plan (APR 49(4))."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from capacity.texts import say
from capacity.ui import frame
from capacity.ui.frame import Answer

FIRST_DAY = "-01"


def border_part(answer: Answer) -> None:
    """Which months are due, and the report of all of them as a file."""
    language, months = answer.language, answer.view.border_months(answer.plan)
    due = [month for month in months if month.due]
    title = say("border_report.title_none", language)
    if due:
        first = date.fromisoformat(due[0].month + FIRST_DAY)
        title = say("border_report.title_due", language, k=len(due), n=len(months), month=first)
    frame.heading(title, say("border_report.caption", language))
    table = pd.DataFrame(
        {
            "month": [month.month for month in months],
            "border_highest": [month.highest for month in months],
            "border_capacity": [month.capacity for month in months],
            "report_due": [
                say("border_report.due" if month.due else "border_report.not_due", language)
                for month in months
            ],
        }
    )
    frame.show_table(table, language)
    st.caption(say("border_report.unknown", language))
    frame.download(answer, "", "border_report", answer.view.border_report(answer.plan))
