"""Fixtures of a local server with the three outside sources."""

import pytest
from pytest_httpserver import HTTPServer

from .answers import Sources


@pytest.fixture(scope="session")
def source_server():
    with HTTPServer(host="127.0.0.1", port=0, threaded=True) as server:
        yield server


@pytest.fixture
def sources(source_server, monkeypatch):
    source_server.clear()
    served = Sources(source_server)
    for name, address in served.addresses().items():
        monkeypatch.setenv(name, address)
    return served
