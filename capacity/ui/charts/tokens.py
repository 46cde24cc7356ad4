"""Colours and type of charts, for light and dark; the tables of the design decide them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import altair as alt

from capacity.texts import Language, chart_locale

FONT = "Source Sans, Arial, sans-serif"
LABEL_SIZE = 13
TABLET_PIXELS = 640
LONG_NAME = 17
"""Letters of a name from which it takes two lines on a narrow screen."""


@dataclass(frozen=True)
class Palette:
    """Colours by role; every one of them was measured for contrast and colour deficiency."""

    page: str
    line: str
    text: str
    second: str
    breach: str
    tint: str
    caution: str
    median: str
    bands: tuple[str, str, str]
    places: dict[str, str]
    baseline: str
    compare: tuple[str, str, str]
    classes: tuple[str, str, str, str, str]
    class_texts: tuple[str, str, str, str, str]


LIGHT = Palette(
    page="#FFFFFF",
    line="#D4DBE2",
    text="#16202B",
    second="#4B5A69",
    breach="#C2330A",
    tint="#F6D5CB",
    caution="#8A6100",
    median="#154273",
    bands=("#DCE9F6", "#B5D1EE", "#7FB0DF"),
    places={
        **{"regular": "#154273", "intake": "#837A62", "emergency": "#4F93D0", "crisis": "#B9D6EE"},
        **{"minors": "#53423F", "transit": "#386A9D", "hotel": "#889CBC", "municipal": "#C7B3AF"},
    },
    baseline="#6A7785",
    compare=("#0B57A4", "#B07A00", "#5B1A50"),
    classes=("#E6ECF2", "#F6D5CB", "#E99A80", "#DF7350", "#A32A08"),
    class_texts=("#16202B", "#16202B", "#16202B", "#16202B", "#FFFFFF"),
)
DARK = Palette(
    page="#10171F",
    line="#33404D",
    text="#EEF2F6",
    second="#B3BFCB",
    breach="#FF8A5C",
    tint="#4A2418",
    caution="#E0B64A",
    median="#8FC1F2",
    bands=("#1B2F45", "#234A70", "#2F6AA3"),
    places={
        **{"regular": "#7DB0E3", "intake": "#8E8A78", "emergency": "#3E78B0", "crisis": "#274C72"},
        **{"minors": "#8EA5BA", "transit": "#607886", "hotel": "#5D4350", "municipal": "#042A41"},
    },
    baseline="#7F8C9A",
    compare=("#6FB0F2", "#E8C25A", "#F3C3E8"),
    classes=("#22303D", "#4A2418", "#84391F", "#B04E29", "#FF8A5C"),
    class_texts=("#EEF2F6", "#EEF2F6", "#EEF2F6", "#EEF2F6", "#10171F"),
)


@dataclass(frozen=True)
class Look:
    """How a chart is drawn: its colours and its language."""

    palette: Palette
    language: Language


def look(dark: bool, language: Language) -> Look:
    """The look of a theme in a language."""
    return Look(DARK if dark else LIGHT, language)


def narrow(small: int, wide: int) -> alt.ExprRef:
    """A number that depends on the width of the window."""
    return alt.ExprRef(f"windowSize()[0]<{TABLET_PIXELS}?{small}:{wide}")


def halos(look: Look, width: float) -> tuple[dict[str, Any], dict[str, Any]]:
    """How a label is drawn twice, first with a rim in the colour of the page, readable on any area."""
    return {"stroke": look.palette.page, "strokeWidth": width}, {}


def either(channel: Any, test: str, then: Any, otherwise: Any) -> Any:
    """A channel with one value where an expression holds and another elsewhere.

    Made as what it is: a condition or value given by name is looked up among all parts of a chart each time.
    """
    return channel(otherwise, condition={"test": test, "value": then})


def dressed(chart: Any, look: Look) -> Any:
    """The chart itself with the type, colours, numbers and dates of its look.

    Set at once and on the chart given: each part set apart would copy all its layers.
    """
    palette = look.palette
    chart.config = alt.Config(
        background=palette.page,
        font=FONT,
        locale=chart_locale(look.language),
        padding=0,
        view=alt.ViewConfig(stroke=None),
        axis=alt.AxisConfig(
            labelFontSize=LABEL_SIZE,
            labelColor=palette.second,
            titleFontSize=LABEL_SIZE,
            titleColor=palette.second,
            gridColor=palette.line,
            gridOpacity=0.6,
            domainColor=palette.line,
            tickColor=palette.line,
        ),
        legend=alt.LegendConfig(
            labelFontSize=LABEL_SIZE, labelColor=palette.text, title=None, orient="top", labelLimit=300
        ),
    )
    return chart


def name_axis(look: Look) -> alt.Axis:
    """Names beside the rows of a chart; a long one breaks at a space on a narrow screen."""
    breaks = f"windowSize()[0]<{TABLET_PIXELS} && length(datum.label)>{LONG_NAME}"
    return alt.Axis(
        title=None,
        labelLimit=narrow(120, 260),
        labelExpr=f"{breaks} ? split(replace(datum.label, regexp('^(.{{7,}}?) '), '$1|'), '|') : datum.label",
        labelLineHeight=LABEL_SIZE,
        labelBaseline={"condition": {"test": breaks, "value": "bottom"}, "value": "middle"},
        labelPadding=8,
        labelColor=look.palette.text,
        domain=False,
        ticks=False,
    )


def week_axis() -> alt.Axis:
    """Dates below a chart of weeks: months, thinned out when narrow."""
    return alt.Axis(
        title=None, format="%b %Y", labelOverlap="parity", labelSeparation=14, grid=False, tickCount="month"
    )
