import string

import pytest

from capacity.cli.wording import phase_name, problem_line, sentences
from capacity.domain.problems import Problem
from capacity.texts import knows

SCENARIO_FAULTS = (
    "cannot_open",
    "no_longer_used",
    "no_such_parameter",
    "no_such_setting",
    "not_a_choice",
    "not_a_mapping",
    "not_a_monday",
    "not_a_name",
    "not_a_number",
    "not_utf8",
    "not_whole",
    "not_yaml",
    "out_of_range",
    "setting_twice",
    "per_province_apart",
    "unknown_parameter",
    "unknown_province",
    "unknown_setting",
)


def blanks(sentence):
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def test_every_sentence_exists_in_both_languages_with_the_same_blanks():
    english, dutch = sentences("en"), sentences("nl")
    assert set(english) == set(dutch)
    assert {key for key in english if blanks(english[key]) != blanks(dutch[key])} == set()


def test_a_fault_says_file_row_column_value_and_what_is_expected():
    line = problem_line(Problem("a_fault_of_the_future", "s.yaml", 3, "grant", "95", "20..80"))
    assert line == "s.yaml, row 3, grant: a fault of the future; found '95'; expected 20..80"


@pytest.mark.parametrize("value", ["two\nlines", "x"])
@pytest.mark.parametrize("key", ["out_of_range", "a_fault_of_the_future"])
def test_a_fault_is_always_one_line(key, value):
    assert "\n" not in problem_line(Problem(key, "s.yaml", 3, "grant", value, "20..80"))


@pytest.mark.parametrize("key", SCENARIO_FAULTS)
def test_every_fault_of_a_scenario_has_a_sentence(key):
    assert knows(f"problem.{key}")


def test_a_phase_without_words_keeps_its_name():
    assert phase_name("solve") == "solving"
    assert phase_name("Reading CBS") == "Reading CBS"
