"""A page of the framework's own parts, which the browser tests open: run by Streamlit, never imported."""

import pandas as pd
import streamlit as st

from capacity.texts import say
from capacity.ui.elements import files_made, tables
from capacity.ui.every_page import framework, style
from capacity.ui.visit import session


def broken() -> bytes:
    """A file that cannot be made."""
    raise ValueError


def to_english() -> None:
    """What the link to the other language does."""
    st.query_params["lang"] = "en"


language = session.language()
style.apply(language)
framework.speak(language)
st.text_input(say("data.reason", language), key="reason")
st.markdown(say("setting.inflow", language), help="%")
st.file_uploader(say("data.upload", language), type=["csv"], key="file")
st.download_button(
    say("block.download", language), data=files_made.made(broken), file_name="plan.csv", on_click="ignore"
)
st.selectbox(say("data.panel_series", language), ["NL"], key="series")
st.data_editor(pd.DataFrame({"n": [1]}), num_rows="dynamic", key="table")
days = pd.DataFrame({"day": ["11-12-2026", "23-11-2026", "04-01-2027"]})
tables.working_table(days, {"day": "day"}, "nl")
st.button(say("app.language_switch", language), on_click=to_english)
files_made.cause(language)
