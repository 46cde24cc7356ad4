"""Tables whose cells are words already."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import streamlit as st


def worded_table(table: pd.DataFrame, titles: Mapping[str, str]) -> None:
    """A small table of words under the headings given; long cells wrap."""
    st.table(table.rename(columns=dict(titles)), hide_index=True)
