"""Type and spacing that the theme cannot say, how a page prints, and the language of the document.

The framework's own tools on a chart and its own CSV of a table are hidden: they speak English only, and what
they give stands below each chart and table in the language of the page.
"""

from __future__ import annotations

import streamlit as st

from capacity.texts import Language
from capacity.ui.charts.tokens import DARK, LIGHT
from capacity.ui.elements import paper, tables, terms

CSS = """<style>
.stMainBlockContainer {{max-width: 1280px;}}
.st-key-above_answer {{min-height: 155px;}}
[data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > script),
[data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > .{on_paper}),
.st-key-drawn_anew {{display: none;}}
h1 {{font-size: 28px !important; line-height: 35px !important; font-weight: 600 !important; max-width: 80ch;
    padding: 0 0 8px 0 !important;}}
h2, h3 {{font-size: 20px !important; line-height: 26px !important; font-weight: 600 !important;}}
h2:not([data-testid="stDialog"] *) {{padding: 24px 0 0 0 !important;}}
h3 {{font-size: 16px !important; line-height: 24px !important; padding: 8px 0 0 0 !important;}}
[data-testid="stSidebar"] .stMarkdown p {{font-size: 14px; line-height: 20px;}}
.stMarkdown p, .stMarkdown li {{max-width: 80ch;}}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] * {{
    color: {second} !important; opacity: 1 !important;}}
.stSlider p, .stButtonGroup button p {{color: {text} !important;}}
[data-testid="stFullScreenFrame"]:has([data-testid="stVegaLiteChart"]) [data-testid="stElementToolbar"],
[data-testid="stElementToolbarButton"]:has([aria-label="Download as CSV"]) {{display: none;}}
[data-testid="stMetric"] {{container-type: inline-size;}}
[data-testid="stMetricValue"] {{font-size: clamp(16px, 14cqi, 28px); font-variant-numeric: tabular-nums;}}
[data-testid="stMetricLabel"] * {{white-space: normal !important; overflow: visible !important;}}
[data-testid="stMetricDelta"] {{font-size: 13px;}}
[data-testid="stMetricValue"] *, [data-testid="stMetricDelta"] * {{white-space: normal !important;
    overflow: visible !important; text-overflow: clip !important; line-height: 1.3;}}
:focus-visible {{outline: 3px solid currentColor !important; outline-offset: 2px;}}
.stSlider [role="group"] > div::after {{content: ""; position: absolute; top: calc(50% + 7px);
    width: 2px; height: 6px; margin-left: -1px; background: {second};}}
[data-testid="stFileChip"]:has([role="alert"]) {{flex-wrap: wrap; height: auto; max-width: 100%;}}
[data-testid="stFileChips"] *:has([role="alert"]) {{max-width: 100%; height: auto;}}
[data-testid="stFileUploader"]:has([role="alert"]) * {{max-height: none;}}
[data-testid="stFileChip"] [role="alert"] {{position: static; width: auto; height: auto; margin: 0;
    clip: auto; clip-path: none; white-space: normal; overflow: visible; flex-basis: 100%; font-size: 16px;
    line-height: 24px; color: {text};}}
.st-key-file_cause:not(:has([data-testid="stAlert"])), .st-key-file_cause_look {{display: none !important;}}
[data-testid="stDateInput"] [role="spinbutton"] {{display: inline-block; min-width: 24px; min-height: 24px;
    text-align: center;}}
#capacity-connection {{position: fixed; left: 0; right: 0; bottom: 0; z-index: 1000000; padding: 12px 16px;
    background: {page}; color: {text}; border-top: 3px solid {caution}; font-size: 16px; line-height: 24px;}}
#capacity-connection p {{max-width: 80ch; margin: 0 0 8px 0;}}
#capacity-connection button {{min-height: 40px; margin-right: 8px; padding: 0 16px; border: 1px solid {text};
    border-radius: 4px; background: {page}; color: {text}; font: inherit;}}
@media (max-width: 640px) {{
  .st-key-wide_chain {{display: none;}}
  .st-key-above_answer {{min-height: 290px;}}
  h1 {{font-size: 24px !important; line-height: 30px !important;}}
}}
@media (min-width: 641px) {{
  .st-key-cards_in_line [data-testid="stHorizontalBlock"] {{display: grid !important; grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr); grid-template-rows: repeat(4, max-content); row-gap: 8px;
    align-content: start;}}
  .st-key-cards_in_line [data-testid="stColumn"],
  .st-key-cards_in_line [data-testid="stColumn"] > [data-testid="stVerticalBlock"] {{display: grid !important;
    grid-row: span 4; grid-template-rows: subgrid; row-gap: 8px; width: auto;}}
  .st-key-cards_in_line [data-testid="stMetric"] {{height: 100%;}}
}}
@media print {{
  @page {{size: A4; margin: 12mm;}}
  header, [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stElementToolbar"],
  {controls}, [data-testid="stElementContainer"]:has({controls}):not(:has([data-testid="stMetric"])),
  [data-testid="stHorizontalBlock"]:has(.stTextInput), .stSpinner, .st-key-tour,
  [data-testid="stMetric"] button, [data-testid="stExpander"]:not(:has(details[open])),
  [data-testid="stLayoutWrapper"]:has(> [data-testid="stExpander"]):not(:has(details[open])) {{
    display: none !important;}}
  html, body, #root, .stApp, .stApp > *, [data-testid="stAppViewContainer"], [data-testid="stMain"] {{
    position: static !important; height: auto !important; overflow: visible !important;}}
  html, body {{background: #FFFFFF !important;}}
  .stMainBlockContainer {{padding: 0 4px 0 0 !important; max-width: none;}}
  .st-key-above_answer {{min-height: 0;}}
  [data-testid="stElementContainer"]:has(> [data-testid="stHtml"] > .{on_paper}) {{display: block;}}
  .stApp, .stApp *:not(svg, svg *, canvas, [data-testid="stDataFrame"] *) {{color: {ink} !important;
    background-color: #FFFFFF !important; border-color: {line} !important;}}
  [data-testid="stDataFrame"] {{zoom: var(--fit-paper, {largest});}}
  [data-testid="stVegaLiteChart"], [data-testid="stVegaLiteChart"] svg,
  [data-testid="stFullScreenFrame"]:has([data-testid="stVegaLiteChart"]) {{height: auto !important;}}
  [data-testid="stElementContainer"]:has([data-testid="stHeading"], h3),
  [data-testid="stElementContainer"]:has([data-testid="stHeading"]) + *,
  [data-testid="stElementContainer"]:has({in_bold}), [data-testid="stElementContainer"]:has({in_bold}) + * {{
    break-after: avoid;}}
  [data-testid="stVegaLiteChart"], [data-testid="stDataFrame"] {{filter: {printed}; break-inside: avoid;}}
  h1, h2, h3, [data-testid="stMetric"] {{break-inside: avoid; break-after: avoid;}}
  a[href^="http"]::after {{content: " (" attr(href) ")";}}
}}
</style>"""
CONTROLS = """:is(.stButton, .stDownloadButton, .stSelectbox, .stButtonGroup, .stTextInput, .stCheckbox,
  .stFileUploader, .stPopover, .stNumberInput, .stTextArea, .stDateInput, .stMultiSelect, .stSlider,
  [data-testid="stPageLink"])"""
"""What can only be worked with on a screen; on paper it leaves no gap either."""
IN_BOLD = '[data-testid="stMarkdown"] p:only-child > strong:only-child'
"""The title of a smaller part, which is a line in bold and no heading."""
SCRIPT = """<script>
document.documentElement.lang = '{language}';
window.capacityFitsPaper ??= window.addEventListener("beforeprint", () => {{
  for (const table of document.querySelectorAll("[data-testid='stDataFrame']"))
    table.style.setProperty("--fit-paper", Math.min({most}, {paper} / table.offsetWidth));
}}) ?? true;
</script>"""
"""The language of the document, and before it prints how small each table becomes, so that none is cut."""
LARGEST_TABLE, PAPER_PIXELS = 0.8, 690
GREY, GREY_OF_DARK = "grayscale(1)", "invert(1) grayscale(1) brightness(1.2)"
"""What is drawn on the page's own ground becomes grey on white."""


def apply(language: Language) -> None:
    """Puts the style on the page and tells the browser its language."""
    dark = getattr(st.context.theme, "type", None) == "dark"
    palette = DARK if dark else LIGHT
    printed = GREY_OF_DARK if dark else GREY
    st.html(
        CSS.format(
            second=palette.second,
            text=palette.text,
            page=palette.page,
            caution=palette.caution,
            ink=LIGHT.text,
            line=LIGHT.line,
            printed=printed,
            controls=CONTROLS,
            in_bold=IN_BOLD,
            on_paper=paper.CLASS,
            largest=LARGEST_TABLE,
        )
    )
    tables.begin()
    terms.begin(language, palette.second, palette.text, palette.page, palette.line)
    script = SCRIPT.format(language=language, most=LARGEST_TABLE, paper=PAPER_PIXELS)
    st.html(script, unsafe_allow_javascript=True)
