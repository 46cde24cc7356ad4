"""The chart of the note: usable places stacked in three greys, residents as a line above them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fpdf import FPDF

from capacity.domain.note import NoteChart

HEIGHT_MM, AXIS_MM, LEGEND_MM, FOOT_MM = 44.0, 13.0, 5.0, 4.5
POINT = 8.0
GREYS = ((90, 90, 90), (150, 150, 150), (200, 200, 200), (225, 225, 225))
INK, GRID, BASELINE = (22, 32, 43), (220, 220, 220), (106, 119, 133)
LINE_MM, THIN_MM, DASH_MM, KEY_MM = 0.7, 0.15, 1.2, 3.0


def draw_chart(document: FPDF, chart: NoteChart, font: str) -> None:
    """Draws at the place of the pen, as wide as the page allows, with its words; leaves the pen below.

    Args:
        font: a font of the document that knows every sign of the words.
    """
    left, top = float(document.l_margin) + AXIS_MM, float(document.get_y()) + LEGEND_MM
    width = float(document.epw) - AXIS_MM
    height = HEIGHT_MM - LEGEND_MM - FOOT_MM
    highest = max(value for value, _ in chart.axis)
    document.set_font(font, "", POINT)
    document.set_text_color(*INK)
    _legend(document, chart)

    def across(place: int) -> float:
        return left + width * place / len(chart.weeks)

    def up(value: float) -> float:
        return top + height * (1 - min(value, highest) / highest)

    document.set_line_width(THIN_MM)
    document.set_draw_color(*GRID)
    for value, word in chart.axis:
        document.line(left, up(value), left + width, up(value))
        document.text(left - document.get_string_width(word) - 1, up(value) + 1, word)
    below = [0.0] * len(chart.weeks)
    for (_, values), grey in zip(chart.places, GREYS, strict=False):
        above = [low + value for low, value in zip(below, values, strict=True)]
        document.set_fill_color(*grey)
        outline = [*_steps(above, across, up), *reversed(_steps(below, across, up))]
        document.polygon(outline, style="F")
        below = above
    if chart.baseline:
        _line(document, _steps(chart.baseline, across, up), BASELINE, DASH_MM)
    _line(document, _steps(chart.residents, across, up), INK, 0.0)
    foot = top + height + FOOT_MM - 1
    document.text(left, foot, chart.first)
    document.text(left + width - document.get_string_width(chart.last), foot, chart.last)
    document.set_y(top + height + FOOT_MM)


def _steps(
    values: Sequence[float], across: Callable[[int], float], up: Callable[[float], float]
) -> list[tuple[float, float]]:
    """Corners of a line that keeps its height through each week."""
    corners: list[tuple[float, float]] = []
    for place, value in enumerate(values):
        corners += [(across(place), up(value)), (across(place + 1), up(value))]
    return corners


def _line(document: FPDF, corners: Sequence[tuple[float, float]], colour: Sequence[int], dash: float) -> None:
    document.set_draw_color(*colour)
    document.set_line_width(LINE_MM)
    document.set_dash_pattern(dash=dash, gap=dash)
    document.polyline(list(corners))
    document.set_dash_pattern()


def _legend(document: FPDF, chart: NoteChart) -> None:
    x, y = document.l_margin + AXIS_MM, document.get_y() + LEGEND_MM / 2
    for (word, _), grey in zip(chart.places, GREYS, strict=False):
        document.set_fill_color(*grey)
        document.rect(x, y - KEY_MM / 2, KEY_MM, KEY_MM, style="F")
        x = _word(document, x + KEY_MM + 1, y, word)
    lines = [(chart.residents_word, INK, 0.0)]
    if chart.baseline:
        lines.append((chart.baseline_word, BASELINE, DASH_MM))
    for word, colour, dash in lines:
        _line(document, [(x, y), (x + 2 * KEY_MM, y)], colour, dash)
        x = _word(document, x + 2 * KEY_MM + 1, y, word)


def _word(document: FPDF, x: float, y: float, word: str) -> float:
    document.text(x, y + 1, word)
    return float(x + document.get_string_width(word) + 2 * KEY_MM)
