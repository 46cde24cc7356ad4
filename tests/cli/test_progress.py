import time

from capacity.cli.answers import progress


def test_short_work_says_nothing(capsys):
    with progress(quiet_seconds=5.0) as tell:
        tell("solve")
    assert capsys.readouterr() == ("", "")


def test_long_work_says_on_stderr_what_is_going_on(capsys):
    with progress(quiet_seconds=0.01) as tell:
        tell("solve")
        until = time.monotonic() + 5
        heard = ""
        while "solving" not in heard and time.monotonic() < until:
            time.sleep(0.01)
            out, err = capsys.readouterr()
            heard += err
            assert out == ""
    assert "solving" in heard


def test_progress_ends_with_the_work_also_when_the_work_fails(capsys):
    try:
        with progress(quiet_seconds=0.01):
            raise ValueError("odd")
    except ValueError:
        capsys.readouterr()
    time.sleep(0.05)
    assert capsys.readouterr() == ("", "")
