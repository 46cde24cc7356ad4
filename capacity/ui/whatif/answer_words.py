"""An answer in words: what is said below its heading, its chart as lines, tables and text equivalent."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS
from capacity.service.answers import Bars, Lines
from capacity.texts import Language, say
from capacity.texts.said import Said
from capacity.ui.charts.answer import Drawn
from capacity.ui.words.answers import week_label

RESTS_ON = "preset.rests_on"
MOST_IN_A_PARAGRAPH = 4
"""Things said that read well as one paragraph; more stand in a list."""


def told(sentences: Sequence[Said], language: Language) -> str:
    """What is said below the heading, as Markdown: a paragraph, or a list where it is too much for one.

    Args:
        sentences: in their order; those on values still to be filled in stand together at the end.
    """
    said = [sentence.text(language) for sentence in sentences if sentence.key != RESTS_ON]
    resting = " ".join(sentence.text(language) for sentence in sentences if sentence.key == RESTS_ON)
    parts = [*said, *([resting] if resting else [])]
    return " ".join(parts) if len(said) <= MOST_IN_A_PARAGRAPH else "\n".join(f"- {part}" for part in parts)


def drawn(chart: Lines, language: Language) -> list[Drawn]:
    """The lines of an answer in words; of two with the same words the first one is drawn."""
    found: dict[str, Drawn] = {}
    for line in chart.lines:
        label = line.label.text(language)
        found.setdefault(label, Drawn(label[0].upper() + label[1:], line.values, line.role))
    return list(found.values())


def bars_table(chart: Bars, language: Language) -> pd.DataFrame:
    table = pd.DataFrame(
        {
            "label": [category.text(language) for category in chart.categories],
            "asked": chart.asked,
            "baseline": chart.baseline,
        }
    )
    return table.assign(limit=chart.limit) if chart.limit else table


def headed(table: pd.DataFrame, language: Language) -> pd.DataFrame:
    """A table under headings in words; those of lines are words already."""
    words = {name: say(f"whatif.bar_{name}", language) for name in ("label", "asked", "baseline", "limit")}
    return table.rename(columns={"week": say("column.week", language), **words})


def lines_text(lines: Sequence[Drawn], language: Language) -> str:
    """Text equivalent of lines: from where to where, and the highest week."""
    return " ".join(
        say(
            "whatif.line_text",
            language,
            label=line.label,
            a=float(line.values.iloc[0]),
            b=float(line.values.iloc[-1]),
            high=float(line.values.max()),
            week=week_label(str(line.values.idxmax())),
        )
        for line in lines
    )


def line_title(title: str, line: Drawn, language: Language) -> str:
    """The title of lines as a sentence: what is drawn, and the highest week of one of them."""
    high, week = float(line.values.max()), week_label(str(line.values.idxmax()))
    if float(line.values.abs().max()) < LATE_FROM_PERSONS:
        return say("whatif.line_title_nothing", language, title=title)
    return say("whatif.line_title", language, title=title, high=high, week=week)


def bars_title(title: str, table: pd.DataFrame, language: Language) -> str:
    """The title of bars as a sentence: what is drawn, and where it differs most from the baseline."""
    row = table.loc[(table.asked - table.baseline).abs().idxmax()]
    words = {"title": title, "label": str(row.label), "a": float(row.asked), "b": float(row.baseline)}
    return say("whatif.bars_title", language, **words)


def bars_text(table: pd.DataFrame, language: Language) -> str:
    """Text equivalent of bars: each category in this scenario and in the baseline."""
    return " ".join(
        say("whatif.bar_text", language, label=label, a=float(asked), b=float(baseline))
        for label, asked, baseline in zip(table.label, table.asked, table.baseline, strict=True)
    )
