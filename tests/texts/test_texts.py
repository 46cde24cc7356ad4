"""Every text exists in both languages and is written as that language writes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import capacity
from capacity.domain.plan_result import CLASSES, STAGES, TYPES
from capacity.domain.problems import Problem, plain_number
from capacity.texts import (
    LANGUAGES,
    Language,
    between,
    date_long,
    date_short,
    euro,
    euro_million,
    glossary,
    messages,
    number,
    percent,
    persons,
    say,
    say_problem,
    signed,
    signed_euro,
    signed_euro_million,
    week_in_sentence,
    week_in_table,
)

MONDAY = date(2026, 12, 7)
PACKAGE = Path(capacity.__file__).parent
FIELD = re.compile(r"\{(\w+)[^}]*\}")


def test_both_languages_have_the_same_sentences() -> None:
    assert messages("nl").keys() == messages("en").keys()


def test_a_sentence_takes_the_same_values_in_both_languages() -> None:
    for key, text in messages("nl").items():
        assert set(FIELD.findall(text)) == set(FIELD.findall(messages("en")[key])), key


def test_no_sentence_is_empty() -> None:
    for language in LANGUAGES:
        assert [key for key, text in messages(language).items() if not text.strip()] == []


def test_a_percentage_stays_on_the_line_of_its_figure_in_every_dutch_sentence() -> None:
    assert [key for key, text in messages("nl").items() if re.search(r"[0-9}] %", text)] == []


def test_numbers_money_and_shares_follow_the_language() -> None:
    assert (number(1234, "nl"), number(1234, "en")) == ("1.234", "1,234")
    assert (number(0.95, "nl", 2), number(0.95, "en", 2)) == ("0,95", "0.95")
    assert (percent(0.36, "nl"), percent(0.36, "en")) == ("36\u00a0%", "36%")
    assert (euro_million(3.134e9, "nl"), euro_million(3.134e9, "en")) == (
        "€\u00a03.134\u00a0mln",
        "€3,134\u00a0m",
    )
    assert (euro(128.5, "nl", 2), euro(128.5, "en", 2)) == ("€\u00a0128,50", "€128.50")
    assert between("33.100", "50.200", "nl") == "33.100 tot 50.200"
    assert between("33,100", "50,200", "en") == "33,100 to 50,200"


@pytest.mark.parametrize(
    ("eur", "shown"),
    [(0.0, "0"), (49_000.0, "0"), (-49_000.0, "0"), (50_000.0, "0,1"), (9.94e6, "9,9"), (9.96e6, "10")],
)
def test_millions_have_a_decimal_below_ten_and_nothing_is_written_in_one_way(eur: float, shown: str) -> None:
    assert euro_million(eur, "nl") == f"€\u00a0{shown}\u00a0mln"
    assert signed_euro_million(eur, "nl") == f"€\u00a0{'+' if shown != '0' else ''}{shown}\u00a0mln"


def test_minus_is_the_typographic_one_and_zero_has_no_sign() -> None:
    assert signed(-40, "nl") == "−40"
    assert signed(40, "nl") == "+40"
    assert (signed(0.2, "nl"), signed(-0.2, "nl")) == ("0", "0")


@pytest.mark.parametrize(
    ("eur", "dutch", "english"),
    [(379e6, "€\u00a0+379\u00a0mln", "+€379\u00a0m"), (-379e6, "€\u00a0−379\u00a0mln", "−€379\u00a0m")],
)
def test_a_sign_stands_at_the_number_in_dutch_and_before_the_euro_in_english(
    eur: float, dutch: str, english: str
) -> None:
    assert (signed_euro_million(eur, "nl"), signed_euro_million(eur, "en")) == (dutch, english)
    assert (signed_euro(120.4, "nl"), signed_euro(120.4, "en")) == ("€\u00a0+120", "+€120")
    assert (euro(-1234, "nl"), euro(-1234, "en")) == ("€\u00a0−1.234", "−€1,234")
    assert (signed_euro(-0.2, "nl"), signed_euro(-0.2, "en")) == ("€\u00a00", "€0")


@pytest.mark.parametrize(("exact", "shown"), [(7.4, "7"), (999, "999"), (1004, "1.000"), (1005, "1.010")])
def test_persons_are_rounded_to_ten_above_a_thousand(exact: float, shown: str) -> None:
    assert persons(exact, "nl") == shown


def test_dates_and_weeks_follow_the_language() -> None:
    assert date_long(date(2026, 12, 11), "nl") == "vrijdag 11 december 2026"
    assert date_long(date(2026, 12, 11), "en") == "Friday 11 December 2026"
    assert (date_short(MONDAY, "nl"), date_short(MONDAY, "en")) == ("07-12-2026", "7 Dec 2026")
    assert week_in_sentence(MONDAY, "nl") == "week 50 van 2026 (vanaf 7 dec)"
    assert week_in_sentence(MONDAY, "en") == "week 50 of 2026 (from 7 Dec)"
    assert week_in_table(MONDAY) == "2026-W50"


def test_the_first_days_of_a_year_belong_to_the_iso_week_of_the_old_year() -> None:
    assert week_in_sentence(date(2027, 1, 1), "nl") == "week 53 van 2026 (vanaf 28 dec)"


@given(st.integers(min_value=-(10**9), max_value=10**9))
def test_a_whole_number_reads_back_in_both_languages(value: int) -> None:
    for language, thousands in (("nl", "."), ("en", ",")):
        text = number(value, language)  # type: ignore[arg-type]
        assert int(text.replace(thousands, "").replace("−", "-")) == value


def test_one_person_is_singular() -> None:
    assert "1 persoon zonder bed" in say("situation.breaks_beds", "nl", week=MONDAY, n=1.2)
    assert "2 mensen zonder bed" in say("situation.breaks_beds", "nl", week=MONDAY, n=2)


def test_a_problem_says_place_value_and_what_is_expected() -> None:
    problem = Problem("not_a_number", "state.csv", 7, "value", "veel", "1.200,5")
    assert say_problem(problem, "nl") == (
        "state.csv, rij 7, kolom value: 'veel' is geen getal; verwacht: 1.200,5."
    )
    assert say_problem(Problem("no_rows"), "en") == "there are no rows below the headings."


@pytest.mark.parametrize(
    ("expected", "dutch", "english"),
    [
        ("0..10000000", "0..10.000.000", "0..10,000,000"),
        ("-2500..1200.5", "-2.500..1200.5", "-2,500..1200.5"),
        ("OFF | 0..1500", "OFF | 0..1.500", "OFF | 0..1,500"),
        ("1000..", "1.000..", "1,000.."),
        ("0..1000,5", "0..1000,5", "0..1000,5"),
        ("2026-11-23", "2026-11-23", "2026-11-23"),
    ],
)
def test_the_range_of_a_fault_has_the_thousands_marks_of_the_language(
    expected: str, dutch: str, english: str
) -> None:
    fault = Problem("out_of_range", "", 2, "value", "12345678", expected)
    assert f"12345678 valt buiten het bereik {dutch}." in say_problem(fault, "nl")
    assert f"12345678 is outside the range {english}." in say_problem(fault, "en")


def test_a_total_that_the_program_counted_has_them_too_and_never_an_exponent() -> None:
    fault = Problem("total_off", "", None, "places", plain_number(1_234_567.0), "81000 ± 50")
    assert "1.234.567 plaatsen" in say_problem(fault, "nl")
    assert "81.000 ± 50" in say_problem(fault, "nl")


def test_refused_personal_data_is_never_repeated() -> None:
    said = say_problem(Problem("personal_data", "x.csv", 3, "bsn", None), "nl")
    assert "x.csv, rij 3, kolom bsn" in said
    assert "None" not in said


def _calls(name: str) -> Iterator[tuple[Path, ast.Module, ast.Call]]:
    """Calls of a function of that name (or `.add` of a collection of faults) all over the package."""
    for path in sorted(PACKAGE.rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and node.args:
                called = ast.unparse(node.func)
                if called == name or (name == "Problem" and called.endswith("faults.add")):
                    yield path, tree, node


def _problem_keys(tree: ast.Module, key: ast.expr) -> set[str]:
    """The keys an expression can stand for; a name stands for every text it is given in its file."""
    if isinstance(key, ast.Constant):
        return {str(key.value)}
    if isinstance(key, ast.IfExp):
        return _problem_keys(tree, key.body) | _problem_keys(tree, key.orelse)
    if isinstance(key, ast.JoinedStr):
        pattern = "".join(
            re.escape(str(part.value)) if isinstance(part, ast.Constant) else r"\w+" for part in key.values
        )
        known = {name.removeprefix("problem.") for name in messages("nl") if name.startswith("problem.")}
        return {name for name in known if re.fullmatch(pattern, name)} or {pattern}
    if isinstance(key, ast.Name):
        return _texts_given_to(tree, key.id)
    return {ast.unparse(key)}


def _texts_given_to(tree: ast.Module, name: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and any(ast.unparse(target) == name for target in node.targets):
            found |= _problem_keys(tree, node.value)
        if isinstance(node, ast.FunctionDef):
            arguments = node.args.args
            for argument, default in zip(arguments[::-1], node.args.defaults[::-1], strict=False):
                if argument.arg == name:
                    found |= _problem_keys(tree, default)
    return found


def test_every_fault_the_program_can_find_has_a_sentence() -> None:
    found = {
        (key, path.name)
        for path, tree, call in _calls("Problem")
        for key in _problem_keys(tree, call.args[0])
    }
    assert found
    unsaid = [f"{key} in {where}" for key, where in sorted(found) if f"problem.{key}" not in messages("nl")]
    assert ", ".join(unsaid) == ""


@pytest.mark.parametrize(("group", "ids"), [("stage", STAGES), ("type", TYPES), ("class", CLASSES)])
def test_every_id_of_the_plan_has_a_name(group: str, ids: tuple[str, ...]) -> None:
    assert [name for name in ids if f"{group}.{name}" not in messages("nl")] == []


def test_the_glossary_has_both_words_and_both_meanings() -> None:
    terms = glossary()
    assert len(terms) == len({(term.nl, term.en) for term in terms})
    for term in terms:
        assert all((term.nl, term.en, term.meaning_nl, term.meaning_en)), term


def test_texts_know_nothing_of_the_rest_of_the_program() -> None:
    for path in (PACKAGE / "texts").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                module = node.module or ""
                assert module.startswith("capacity.texts") or not module.startswith("capacity")


def test_every_sentence_asked_for_by_name_exists() -> None:
    asked = {
        str(call.args[0].value) for _, _, call in _calls("say") if isinstance(call.args[0], ast.Constant)
    }
    assert asked
    assert sorted(asked - messages("nl").keys()) == []


ROUNDED_PLACES = re.compile(
    r"(?P<about>\w+) \{\w+:persons\} (?:more |extra |lasting |duurzame |usable |bruikbare )*(?:place|plaats)"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_places_are_said_whole_and_not_rounded_as_persons_are(language: Language) -> None:
    assert ROUNDED_PLACES.search("Order {n:persons} places")
    found = [hit for text in messages(language).values() if (hit := ROUNDED_PLACES.search(f"x {text}"))]
    assert [hit[0] for hit in found if hit["about"] not in ("about", "ongeveer")] == []
    assert say("note.places", language, n=1188.0, kind="x").startswith(
        "1.188" if language == "nl" else "1,188"
    )
