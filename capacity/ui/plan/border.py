"""The monthly report on the border procedure, below the duties of a plan (APR 49(4))."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import pandas as pd
import streamlit as st

from capacity.domain.plan_result import PlanResult
from capacity.texts import Language, listed, month_long, say
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.words import figures
from capacity.ui.words.answers import named

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
                say("border_report.due_yes" if month.due else "border_report.due_no", language)
                for month in months
            ],
        }
    )
    frame.show_table(table, language)
    if partly := months_in_part(figures.weeks(answer.plan)):
        told = [month_long(date.fromisoformat(month + FIRST_DAY), language) for month in partly]
        st.caption(say("border_report.partly", language, months=listed(told, language), k=len(told)))
    st.caption(say("border_report.unknown", language))
    found = in_words(answer.view.border_report(answer.plan), answer.plan, language)
    frame.download(answer, "", "border_report", found)


def months_in_part(weeks: Sequence[str]) -> list[str]:
    """The months of which not every Monday is among the weeks of a plan.

    Args:
        weeks: ISO dates of Mondays, in order and without a gap.
    """
    first, last = date.fromisoformat(weeks[0]), date.fromisoformat(weeks[-1])
    before, after = first - timedelta(weeks=1), last + timedelta(weeks=1)
    cut = [day for day, beyond in ((first, before), (last, after)) if day.month == beyond.month]
    return list(dict.fromkeys(f"{day:%Y-%m}" for day in cut))


def in_words(report: pd.DataFrame, plan: PlanResult, language: Language) -> pd.DataFrame:
    """The report in the words of a language; its last columns keep the ids that programs read.

    Returns:
        Headings of the language, then `item_id` and `due_id` as the report has them.
    """
    summary = plan.summary
    source = say(
        "border_report.source",
        language,
        plan=str(summary.get("scenario_hash", "")),
        snapshot=str(summary.get("snapshot", "")),
    )
    words = {
        "month": report.month,
        "due": [say(f"border_report.due_{due}", language) for due in report.due],
        "week": report.week,
        "item": [say(f"border_item.{item}", language) for item in report["item"]],
        "value": report.value,
        "unit": [say(f"border_unit.{unit}", language) for unit in report.unit],
        "kind": [named("kind", str(kind), language) for kind in report.kind],
        "article": report.article,
        "source": source,
    }
    said = {say(f"border_head.{name}", language): cells for name, cells in words.items()}
    return pd.DataFrame({**said, "item_id": report["item"], "due_id": report.due})
