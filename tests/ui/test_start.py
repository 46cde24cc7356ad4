"""The pages are loaded before the first visitor comes, and served as they always are."""

import pytest
import streamlit as st

from capacity.service import NoSnapshotError
from capacity.ui import contract, start
from tests.ui.sample import SampleService


@pytest.fixture(autouse=True)
def _forgotten():
    st.cache_resource.clear()
    yield
    st.cache_resource.clear()


def test_the_snapshot_is_opened_once_and_for_all_visitors(monkeypatch):
    opened = []

    def open_view():
        opened.append(SampleService())
        return opened[-1]

    monkeypatch.setattr(contract, "open_view", open_view)
    start.load()
    assert len(opened) == 1
    assert contract.view_of(contract.snapshot_in_use()) is opened[0]


def test_without_a_snapshot_the_pages_start_and_tell_it(monkeypatch):
    def open_view():
        raise NoSnapshotError

    monkeypatch.setattr(contract, "open_view", open_view)
    start.load()
    with pytest.raises(NoSnapshotError):
        contract.view_of(contract.snapshot_in_use())
