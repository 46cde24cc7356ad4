"""In these tests a page that fails is a failed test: the guard of the pages lets its fault through."""

from __future__ import annotations

import pytest

from capacity.texts import Language
from capacity.ui import guard


@pytest.fixture(autouse=True)
def faults_come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(fault: Exception, _language: Language, _key: str = "") -> None:
        raise fault

    monkeypatch.setattr(guard, "show_fault", raised)
