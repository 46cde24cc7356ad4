"""The whole curve of the old stock's share of decider hours, worked out beside the page."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd
import streamlit as st

from capacity.service import ShareCurve
from capacity.texts import say
from capacity.ui.charts.shares import shares_chart
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.words.answers import week_label

LOOK_AGAIN = timedelta(seconds=1)
PERCENT = 100.0


def shares_part(answer: Answer) -> None:
    """The curve with its sentence, which comes by itself; how far it is, as long as it is not there."""
    language = answer.language
    curve = answer.view.known_share_curve(answer.scenario) or answer.view.share_curve(answer.scenario)
    curve.advance()
    if curve.done:
        _curve(answer, curve.points)
        return
    frame.heading(say("shares.title_open", language), say("shares.caption", language))
    if not curve.failed:
        _progress(answer, curve)
        return
    st.markdown(say("shares.failed", language))
    if st.button(say("shares.start", language), key="shares_start"):
        answer.view.share_curve(answer.scenario)
        st.rerun()


@st.fragment(run_every=LOOK_AGAIN)
def _progress(answer: Answer, curve: ShareCurve) -> None:
    curve.advance()
    if curve.done or curve.failed:
        st.rerun()
    st.progress(curve.progress, text=say("shares.going", answer.language, p=curve.progress))
    if st.button(say("shares.cancel", answer.language), key="shares_cancel"):
        curve.cancel()
        st.rerun()


def _curve(answer: Answer, points: pd.DataFrame) -> None:
    language, share = answer.language, answer.scenario.old_share
    now = points[points.share == share].iloc[0]
    weeks = int(answer.plan.tables["residents"].week.nunique())
    frame.heading(
        say(
            "shares.title",
            language,
            share=share / PERCENT,
            old=float(now.old_served),
            late=float(now.pact_over_term),
            k=weeks,
        ),
        say("shares.caption", language),
    )
    when = " ".join([*when_gone(answer, points), *range_text(answer, points)])
    text = f"{when} {at_the_ends(answer, points)}"
    st.markdown(when)
    frame.chart(shares_chart(points, share, answer.look), text, "chart_shares")
    table = points.rename(columns={"share": "old_share", "gone": "old_gone"})
    table["old_gone"] = [week_label(week) if week else "" for week in table.old_gone]
    frame.text_table_csv(answer, text, table, "old_stock_share", data=points)


def when_gone(answer: Answer, points: pd.DataFrame) -> list[str]:
    """From which share the old stock is gone in the weeks shown, and when at the present one if later."""
    language = answer.language
    now = points[points.share == answer.scenario.old_share].iloc[0]
    gone = points[points.gone != ""]
    if gone.empty:
        said = [say("shares.not_gone", language)]
    else:
        share, week = float(gone.share.iloc[0]) / PERCENT, week_label(str(gone.gone.iloc[0]))
        said = [say("shares.gone", language, share=share, week=week)]
    if now.gone:
        return said
    if pd.isna(now.gone_after_weeks):
        return [*said, say("shares.never", language)]
    return [*said, say("shares.pace", language, k=float(now.gone_after_weeks))]


def range_text(answer: Answer, points: pd.DataFrame) -> list[str]:
    """The Pact applications over term at the present share, at low and at high arrivals."""
    now = points[points.share == answer.scenario.old_share].iloc[0]
    if pd.isna(now.pact_over_term_low):
        return [say("shares.no_range", answer.language)]
    low, high = float(now.pact_over_term_low), float(now.pact_over_term_high)
    return [say("shares.range", answer.language, c=low, d=high)]


def at_the_ends(answer: Answer, points: pd.DataFrame) -> str:
    """What the smallest and the largest share give."""
    ends = [
        say(
            "shares.at",
            answer.language,
            share=float(points.share.iloc[place]) / PERCENT,
            old=float(points.old_served.iloc[place]),
            late=float(points.pact_over_term.iloc[place]),
        )
        for place in (0, -1)
    ]
    return " ".join(ends)
