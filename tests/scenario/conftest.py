import pytest

from capacity.scenario import settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters, load_table


@pytest.fixture(scope="session")
def parameters():
    return load_parameters()


@pytest.fixture(scope="session")
def settings(parameters):
    return settings_from_csv(data_folder() / "settings.csv", parameters)


@pytest.fixture(scope="session")
def provinces():
    return tuple(load_table("regions/provinces").code)


@pytest.fixture
def write(tmp_path):
    def written(text, name="autumn.yaml"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return path

    return written
