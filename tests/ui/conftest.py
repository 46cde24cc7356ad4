"""In these tests a page that fails is a failed test: the guard of the pages lets its fault through.

Each app looks through all installed packages for parts of the framework; here that is done once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import pytest
from streamlit.components.v2 import manifest_scanner

from capacity.texts import Language
from capacity.ui.every_page import guard


@pytest.fixture(autouse=True)
def faults_come_through(monkeypatch: pytest.MonkeyPatch) -> None:
    def raised(fault: Exception, _language: Language, _key: str = "") -> None:
        raise fault

    monkeypatch.setattr(guard, "show_fault", raised)


@pytest.fixture(scope="session", autouse=True)
def installed_packages_are_looked_through_once() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests)
        )
        yield
