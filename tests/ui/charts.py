"""What is told around every chart of a page: a title that says a figure, units and source, text, CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from streamlit.testing.v1 import AppTest

TOOLTIP, TAG = re.compile(r"<span role=.tooltip.*?</span>"), re.compile(r"<[^>]+>")
SOURCE = re.compile(r"\b(source|bron|prices|prijzen)\b", re.IGNORECASE)
FIGURE = re.compile(r"\d")
CHART, CSV, FOLDED = "vega_lite_chart", "download_button", "expander"
TITLES, SMALL = ("title", "header"), ("html", "caption")


def elements(block: Any) -> Iterator[Any]:
    """Everything on a page, in the order in which it is read."""
    for child in block.children.values():
        yield child
        if hasattr(child, "children"):
            yield from elements(child)


def untold(app: AppTest) -> list[str]:
    """What lacks of the charts of a page."""
    wanted = (CHART, CSV, FOLDED, *TITLES, *SMALL)
    shown = [part for part in elements(app.main) if part.type in wanted]
    faults = []
    for place, part in enumerate(shown):
        if part.type != CHART:
            continue
        title = next(before.value for before in reversed(shown[:place]) if before.type in TITLES)
        if not FIGURE.search(title):
            faults.append(f"'{title}' says no figure")
        caption = _words(shown[place - 1])
        if not SOURCE.search(caption):
            faults.append(f"'{title}': no source in '{caption}'")
        after = shown[place + 1 :]
        until = next((n for n, later in enumerate(after) if later.type in TITLES), len(after))
        if not any(_gives_csv(later) for later in after[:until]):
            faults.append(f"'{title}' has no CSV")
    return faults


def _gives_csv(part: Any) -> bool:
    """A button, or the part below a chart that holds text, table and CSV once it is unfolded."""
    return part.type == CSV or (part.type == FOLDED and part.label.endswith("CSV"))


def _words(part: Any) -> str:
    return TAG.sub("", TOOLTIP.sub("", part.proto.body)) if part.type == "html" else str(part.value)
