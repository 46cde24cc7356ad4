"""What users saved, opened once for all visitors."""

from __future__ import annotations

import streamlit as st

from capacity.service import Workspace, open_workspace


@st.cache_resource(show_spinner=False)
def saved_by_users() -> Workspace:
    """What users saved, opened once."""
    return open_workspace()
