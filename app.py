"""Starts the app from the top of the project: `streamlit run app.py`."""

from capacity.ui.main import run

run()
