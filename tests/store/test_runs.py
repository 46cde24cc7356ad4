from pathlib import Path

from capacity.store import RunLog


def test_a_run_that_ends_takes_away_what_a_killed_one_left_of_its_note(tmp_path: Path) -> None:
    log = RunLog(tmp_path)
    log.note_running({"phase": "forecast"})
    half_written = log.folder / ".running.json.a7582b64.tmp"
    half_written.write_text('{"pha', encoding="utf-8")
    assert log.running() == {"phase": "forecast"}
    log.add({"status": "ok"})
    assert [path.name for path in log.folder.iterdir()] == ["refresh.jsonl"]
