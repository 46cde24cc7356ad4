"""What every model expects of a stream or nationality, a year from now, beside the served forecast."""

from __future__ import annotations

from datetime import date

import pandas as pd

from capacity.domain.views import ForecastView
from capacity.texts import Language, say
from capacity.ui.charts.ranges import range_chart
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast.figures import MONTHS_PER_YEAR, SERVED, stream_first
from capacity.ui.words.answers import named

LEVELS = {"low": "q0.1", "mid": "q0.5", "high": "q0.9"}


def month_of_models(rows: pd.DataFrame, as_of: date) -> pd.DataFrame:
    """The rows of the month a year from a day, or of the last one there is; the served model first.

    Args:
        rows: ds, model and quantiles.
    """
    wanted = pd.Timestamp(as_of.replace(day=1)) + pd.DateOffset(months=MONTHS_PER_YEAR)
    month = min(wanted, pd.Timestamp(rows.ds.max()))
    found = rows[rows.ds == month]
    order = (found.model != SERVED).astype(int)
    return found.assign(order=order).sort_values(["order", LEVELS["mid"]], ignore_index=True)


def models_table(rows: pd.DataFrame, language: Language) -> pd.DataFrame:
    """One row per model in words: label, low, mid, high (persons)."""
    words = [named("model", str(model), language) for model in rows.model]
    return pd.DataFrame({"label": words, **{name: rows[level] for name, level in LEVELS.items()}})


def models_text(table: pd.DataFrame, language: Language) -> str:
    """Text equivalent: each row with its range."""
    return " ".join(
        say("more.range_alt", language, **{str(name): value for name, value in row.items()})
        for row in table.to_dict(orient="records")
    )


def expected_part(answer: Answer, stream: str, as_of: date) -> None:
    """The month a year from now as each model expects it."""
    language, view = answer.language, answer.view.forecast()
    rows = view.monthly[view.monthly.unique_id == stream]
    if rows.model.nunique() < 2:
        return
    month = month_of_models(rows.assign(ds=pd.to_datetime(rows.ds)), as_of)
    table = models_table(month, language)
    title = say(
        "more.models_title",
        language,
        month=month.ds.iloc[0].date(),
        low=float(table.mid.min()),
        high=float(table.mid.max()),
        mid=float(table.mid.iloc[0]),
    )
    frame.heading(title, say("more.models_caption", language, stream=stream_first(stream, language)))
    text = models_text(table, language)
    frame.chart(range_chart(table, answer.look), text, "chart_models")
    shown = table.rename(columns={"label": "model", "low": "p10", "mid": "p50", "high": "p90"})
    frame.text_table_csv(answer, text, shown, "models", data=rows)


def nationality_models(view: ForecastView, stream: str, as_of: date, language: Language) -> pd.DataFrame:
    """P50 of each nationality in the month a year from now: nationality (code), and each model in words."""
    rows = view.nationalities[(view.nationalities.period == "M") & (view.nationalities.stream == stream)]
    if rows.empty:
        return pd.DataFrame()
    month = month_of_models(rows, as_of)
    table = month.pivot_table(index="nationality", columns="model", values=LEVELS["mid"], sort=False)
    table.columns = pd.Index([named("model", str(model), language) for model in table.columns])
    return table.reset_index()
