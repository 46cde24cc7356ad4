"""A wheel carries everything: installed elsewhere it makes a snapshot from its own data."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from tests.browser.conftest import running

CHECKOUT = Path(__file__).parents[1]
FIRST_SNAPSHOT = """
from capacity.forecast.panel import WEEKLY_MODELS
from capacity.service import generation, refresh
generation.ALL_MODELS = WEEKLY_MODELS
print(refresh(offline=True).snapshot)
"""
"""Without rivals beside the served method, with which a forecast takes many times as long."""


def run(*command: object, **options) -> subprocess.CompletedProcess:
    return subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=300, check=False, **options
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory) -> Path:
    """A fresh environment with the wheel; what the wheel depends on is lent from this environment."""
    folder = tmp_path_factory.mktemp("wheel")
    built = run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, CHECKOUT, cwd=folder
    )
    assert built.returncode == 0, built.stderr
    environment = folder / "environment"
    assert run(sys.executable, "-m", "venv", environment).returncode == 0
    python = environment / "bin" / "python"
    wheel = next(folder.glob("*.whl"))
    installing = run(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", wheel)
    assert installing.returncode == 0, installing.stderr
    own = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").stdout.strip())
    (own / "lent.pth").write_text(sysconfig.get_path("purelib"), encoding="utf-8")
    return environment


def test_an_installed_wheel_makes_its_first_snapshot_from_its_own_data_and_opens_in_any_folder(
    installed, tmp_path, monkeypatch
):
    monkeypatch.delenv("PYTHONPATH", raising=False)
    home = tmp_path / "home"
    environment = {**os.environ, "CAPACITY_HOME": str(home)}
    where = run(
        installed / "bin" / "python",
        "-c",
        "import capacity; print(capacity.__file__)",
        cwd=tmp_path,
        env=environment,
    )
    assert str(installed) in where.stdout
    manual = (
        "from capacity.service.documents import chapters, docs_folder; "
        "print('start' in chapters('nl'), (docs_folder() / 'systemd' / 'capacity.service').exists())"
    )
    shown = run(installed / "bin" / "python", "-c", manual, cwd=tmp_path, env=environment)
    assert shown.stdout.split() == ["True", "True"], shown.stderr
    home.mkdir()
    first = run(installed / "bin" / "python", "-c", FIRST_SNAPSHOT, cwd=tmp_path, env=environment)
    assert first.returncode == 0, first.stderr
    with running(home, installed / "bin" / "capacity") as address:
        assert address
    assert "Traceback" not in (home / "output.txt").read_text()
    assert [path.stem for path in (home / "snapshots").glob("*.duckdb")] == [first.stdout.strip()]
    kept = run(installed / "bin" / "capacity", "backup", home / "b.zip", cwd=tmp_path, env=environment)
    assert kept.returncode == 0, kept.stderr
    assert (home / "workspace.sqlite").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["home"]
