"""Bad input through the real commands: exit 2, every fault at once, no traceback, nothing lost or written."""

import pytest
from typer.testing import CliRunner

from capacity.cli.main import app
from capacity.domain.state import OPTIONAL_QUEUES, QUEUES, State
from capacity.forecast import ALL_MODELS
from capacity.service import open_service
from capacity.sources.state import write_state

PANEL = "unique_id,ds,y\n"


@pytest.fixture
def shell(home, monkeypatch):
    monkeypatch.setenv("CAPACITY_HOME", str(home))
    monkeypatch.delenv("CAPACITY_LANGUAGE", raising=False)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def months(*rows):
    return PANEL + "".join(f"NL,{day},{value}\n" for day, value in rows)


GOOD_MONTHS = [(f"2024-{month:02d}-01", 100 + month) for month in range(1, 13)]

SCENARIOS = {
    "unknown key": ("inflo: 5\n", ["inflo"]),
    "out of range": ("inflow: 400\n", ["inflow", "400"]),
    "three faults": ("inflow: 400\nstay: 99\nfoo: 1\n", ["inflow", "stay", "foo"]),
    "wrong type": ("decisions: many\n", ["decisions", "many"]),
    "not a number": ("inflow: .nan\n", ["inflow"]),
    "not a Monday": ("shock_start: 2026-12-01\n", ["shock_start"]),
    "unknown province": ("delay_by_province:\n  PV99: 4\n", ["PV99"]),
    "unknown parameter": ("parameters:\n  invented: 4\n", ["invented"]),
    "parameter out of range": ("parameters:\n  grant_old: 4\n", ["grant_old"]),
    "pin of no plan": (
        "pins:\n  plan/2026-12-07/NL/decision/nobody/served/value: 4\n",
        ["nobody", "no plan has the cell"],
    ),
    "no mapping": ("- 1\n- 2\n", []),
    "no yaml": ("inflow: [1\n", []),
}

PANELS = {
    "one point": (months(("2024-01-01", 5)), ["NL"]),
    "negative": (months(*GOOD_MONTHS[:-1], ("2024-12-01", -3)), ["-3"]),
    "missing month": (months(*GOOD_MONTHS[:4], *GOOD_MONTHS[5:]), ["NL"]),
    "month twice": (months(*GOOD_MONTHS, GOOD_MONTHS[-1]), ["NL"]),
    "not the first of a month": (months(*GOOD_MONTHS[:-1], ("2024-12-05", 3)), ["2024-12-05"]),
    "words for a number": (months(*GOOD_MONTHS[:-1], ("2024-12-01", "many")), ["many"]),
    "weeks among months": (months(*GOOD_MONTHS, ("2025-01-06", 25)), ["2025-01-06"]),
    "zeros alone": (months(("2024-01-01", 0), ("2024-02-01", 0)), ["NL"]),
    "still to come": (months(("2199-01-01", 5), ("2199-02-01", 6)), ["2199-01-01", "2199-02-01"]),
    "wrong separator": (PANEL.replace(",", "|") + "NL|2024-01-01|5\n", []),
    "mixed number styles": ("unique_id;ds;y\nNL;2024-01-01;1.200,5\nNL;2024-02-01;1,200.5\n", ["1,200.5"]),
    "personal data": (
        "unique_id,ds,y,geboortedatum\nNL,2024-01-01,5,1980-05-04\n",
        ["geboortedatum"],
    ),
    "empty": ("", []),
    "heading only": (PANEL, []),
}


@pytest.mark.parametrize("case", SCENARIOS)
def test_a_bad_scenario_is_refused_with_all_its_faults(shell, tmp_path, case):
    text, named = SCENARIOS[case]
    path = tmp_path / "scenario.yaml"
    path.write_text(text, encoding="utf-8")
    result = shell("plan", "--scenario", path, "--out", tmp_path / "plan")
    assert result.exit_code == 2
    assert all(word in result.output for word in named), result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "plan").exists()
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("case", PANELS)
def test_a_bad_panel_is_refused_with_all_its_faults(shell, tmp_path, case):
    text, named = PANELS[case]
    path = tmp_path / "panel.csv"
    path.write_text(text, encoding="utf-8")
    result = shell(
        "forecast", "--panel", path, "--horizon", 3, "--frequency", "M", "--out", tmp_path / "out.csv"
    )
    assert result.exit_code == 2
    assert all(word in result.output for word in named), result.output
    assert "Traceback" not in result.output
    assert "1980-05-04" not in result.output
    assert not (tmp_path / "out.csv").exists()


def broken_state(home, change):
    state = open_service(home).ground().state
    return change(write_state(state).decode("utf-8"))


STATES = {
    "negative": (lambda text: text.replace(",10650,", ",-10650,"), ["-10650"]),
    "unknown province": (lambda text: text.replace("PV28", "PV99"), ["PV99"]),
    "unknown stage": (lambda text: text.replace(",departure,", ",deported,"), ["deported"]),
    "not a Monday": (lambda text: text.replace("2026-12-21", "2026-12-22"), ["2026-12-22"]),
    "a week twice": (lambda text: text + text.splitlines()[-1] + "\n", []),
    "a queue missing": (
        lambda text: "\n".join(line for line in text.splitlines() if ",departure," not in line) + "\n",
        ["departure"],
    ),
}


@pytest.mark.parametrize("case", STATES)
def test_a_bad_state_is_refused_with_all_its_faults(shell, home, tmp_path, case):
    change, named = STATES[case]
    path = tmp_path / "state.csv"
    path.write_text(broken_state(home, change), encoding="utf-8")
    result = shell("plan", "--state", path, "--out", tmp_path / "plan")
    assert result.exit_code == 2
    assert all(word in result.output for word in named), result.output
    assert "Traceback" not in result.output
    assert not (tmp_path / "plan").exists()


def test_a_state_in_an_old_windows_encoding_is_read(shell, home, tmp_path):
    text = broken_state(home, lambda text: text.replace("shipped with the program", "Renée"))
    path = tmp_path / "state.csv"
    path.write_bytes(text.encode("cp1252"))
    result = shell("validate", path)
    assert result.exit_code == 0, result.output


def test_a_dutch_plan_folder_opens_in_a_dutch_spreadsheet(shell, tmp_path):
    result = shell("plan", "--out", tmp_path / "plan", "--dutch")
    assert result.exit_code == 0, result.output
    heading, first = (tmp_path / "plan" / "costs.csv").read_bytes().decode("utf-8-sig").splitlines()[:2]
    assert heading.startswith("scenario;week;region")
    assert ";" in first


def test_a_backtest_of_a_panel_writes_forecasts_and_scores(shell, tmp_path):
    rows = [(f"{2018 + n // 12}-{n % 12 + 1:02d}-01", 100 + n % 12) for n in range(60)]
    panel = tmp_path / "panel.csv"
    panel.write_text(months(*rows), encoding="utf-8")
    result = shell(
        "backtest", "--panel", panel, "--horizon", 3, "--frequency", "M", "--origins", 2, "--step", 3,
        "--out", tmp_path / "scores",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    heading = (tmp_path / "scores" / "scores.csv").read_text(encoding="utf-8").splitlines()[0]
    assert heading == "model,horizon_from,horizon_to,measure,value,low,high,n"
    forecasts = (tmp_path / "scores" / "forecasts.csv").read_text(encoding="utf-8").splitlines()[0]
    assert forecasts.startswith("unique_id,cutoff,ds,model,mean,q0.025")
    assert forecasts.endswith(",y")


def test_a_forecast_of_a_panel_writes_quantiles_and_paths(shell, tmp_path):
    panel = tmp_path / "panel.csv"
    panel.write_text(months(*GOOD_MONTHS), encoding="utf-8")
    result = shell(
        "forecast", "--panel", panel, "--horizon", 2, "--frequency", "M", "--out", tmp_path / "f.csv",
        "--paths", 20, "--paths-out", tmp_path / "p.csv",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert len((tmp_path / "p.csv").read_text(encoding="utf-8").splitlines()) == 1 + 2 * 20
    models = {row.split(",")[3] for row in (tmp_path / "f.csv").read_text(encoding="utf-8").splitlines()[1:]}
    assert models == set(ALL_MODELS)
    assert (
        (tmp_path / "f.csv")
        .read_text(encoding="utf-8")
        .splitlines()[1]
        .startswith("NL,2024-12-01,2025-01-01")
    )


def test_a_bad_series_is_listed_and_the_others_are_forecast(shell, tmp_path):
    panel = tmp_path / "panel.csv"
    panel.write_text(months(*GOOD_MONTHS) + "DE,2024-01-01,5\nDE,2024-02-01,-3\n", encoding="utf-8")
    result = shell(
        "forecast", "--panel", panel, "--horizon", 2, "--frequency", "M", "--out", tmp_path / "f.csv"
    )
    assert result.exit_code == 0, result.output
    assert all(word in result.output for word in ("panel.csv", str(len(GOOD_MONTHS) + 3), "-3")), (
        result.output
    )
    rows = (tmp_path / "f.csv").read_text(encoding="utf-8").splitlines()[1:]
    assert {row.split(",")[0] for row in rows} == {"NL"}


def test_a_series_too_short_for_a_backtest_is_listed_and_the_others_are_scored(shell, tmp_path):
    panel = tmp_path / "panel.csv"
    rows = [(f"{2018 + n // 12}-{n % 12 + 1:02d}-01", 100 + n % 12) for n in range(40)]
    panel.write_text(months(*rows) + "DE,2024-01-01,5\nDE,2024-02-01,3\n", encoding="utf-8")
    result = shell(
        "backtest", "--panel", panel, "--horizon", 3, "--frequency", "M", "--origins", 1, "--step", 3,
        "--out", tmp_path / "scores",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "'DE'" in result.output
    assert "DE" not in (tmp_path / "scores" / "forecasts.csv").read_text(encoding="utf-8")


NEW_QUEUES = (
    "representative",
    "special_needs",
    "lodging",
    "responsibility_request",
    "responsibility_reply",
    "transfer_appeal",
    "transfer",
    "family_reunification",
)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("command", ["validate", "plan"])
def test_a_state_of_before_the_newer_queues_is_told_every_row_it_lacks_at_once(
    shell, home, tmp_path, monkeypatch, command, language
):
    monkeypatch.setenv("CAPACITY_LANGUAGE", language)
    state = open_service(home).ground().state
    older = state.rows[~((state.rows.measure == "queue") & state.rows.stage.isin(NEW_QUEUES))]
    asked = [queue for queue in QUEUES if queue[0] in NEW_QUEUES and queue not in OPTIONAL_QUEUES]
    lacking = [f"queue {stage} {stream}" for stage, stream in asked]
    path = tmp_path / "state.csv"
    path.write_bytes(write_state(State(state.as_of, state.author, older)))
    words = (
        ("validate", path) if command == "validate" else ("plan", "--state", path, "--out", tmp_path / "p")
    )
    result = shell(*words)
    told = " ".join(result.output.split())
    assert result.exit_code == 2
    assert len(lacking) == 10
    assert [row for row in lacking if f"'{row}'" not in told] == []
    assert told.count({"nl": "voeg haar toe, met 0", "en": "add it, with 0"}[language]) == len(lacking)
    assert not (tmp_path / "p").exists()
