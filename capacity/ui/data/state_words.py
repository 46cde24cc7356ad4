"""What differs between two states, in words."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date

import pandas as pd

from capacity.service.state_entry import ITEM
from capacity.texts import Language, date_short
from capacity.ui.words.answers import named

OUTSIDE = "outside"


def differences_in_words(
    changed: pd.DataFrame, regions: Mapping[str, str], language: Language
) -> pd.DataFrame:
    """Figures that differ under their names: measure, item, before, after, difference.

    Args:
        changed: as `state_differences` gives them.
        regions: name of each province by code.
    """
    return pd.DataFrame(
        {
            "measure": [named("data_total", name, language) for name in changed.measure],
            "item": [item_in_words(row, regions, language) for row in changed.to_dict("records")],
            **{name: changed[name] for name in ("before", "after", "difference")},
        }
    )


def item_in_words(row: Mapping[Hashable, object], regions: Mapping[str, str], language: Language) -> str:
    """What one figure counts, each id by its name; where persons arrive by stage and stream.

    Args:
        row: text by column of a state; what is no id or no day stands as it was typed.
        regions: name of each province by code.
    """
    words = []
    for column in ITEM:
        text = str(row.get(column, ""))
        if column == "region":
            words.append(regions.get(text, text))
        elif column == "week":
            words.append(_day(text, language))
        elif column == "stream" and "." in text:
            stage, stream = text.split(".", 1)
            words += [named("stage", stage, language), named("stream", stream, language)]
        elif column == "stream":
            words.append(named("stage" if text == OUTSIDE else column, text, language))
        else:
            words.append(named(column, text, language))
    return ", ".join(word for word in words if word)


def _day(text: str, language: Language) -> str:
    try:
        return date_short(date.fromisoformat(text), language)
    except ValueError:
        return text
