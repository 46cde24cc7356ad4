from tests.service.conftest import home, source_server, sources

__all__ = ["home", "source_server", "sources"]
