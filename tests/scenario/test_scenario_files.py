from datetime import date

import pytest
from hypothesis import HealthCheck, given, strategies
from hypothesis import settings as effort

from capacity.domain.problems import BadInputError
from capacity.scenario import (
    default_scenario,
    differences,
    differences_between,
    dump_scenario,
    from_url,
    load_scenario,
    resolved,
    scenario_from,
    scenario_hash,
    to_url,
    with_changes,
)

EFFORT = effort(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def load(write, settings, parameters, provinces):
    return lambda text: load_scenario(write(text), settings, parameters, provinces)


@pytest.fixture
def problems(load):
    def found(text):
        with pytest.raises(BadInputError) as fault:
            load(text)
        return [(p.key, p.row, p.column, p.value, p.expected) for p in fault.value.problems]

    return found


@pytest.fixture(scope="session")
def any_changes(settings, parameters, provinces):
    """Any differences a planner can make."""
    kinds = {
        "number": lambda row: strategies.floats(row.low, row.high),
        "whole": lambda row: strategies.integers(int(row.low), int(row.high)),
        "optional": lambda row: strategies.none() | strategies.floats(row.low, row.high),
        "choice": lambda row: strategies.sampled_from(row.choices),
        "switch": lambda _: strategies.booleans(),
        "monday": lambda _: strategies.integers(0, 103).map(
            lambda week: date.fromordinal(date(2026, 11, 23).toordinal() + 7 * week)
        ),
    }
    each = {row.id: kinds[row.value](row) for row in settings.values()}
    each["delay_by_province"] = strategies.dictionaries(
        strategies.sampled_from(provinces), strategies.integers(0, 52), min_size=1
    )
    hours = parameters["hours_per_decision"]
    each["parameters"] = strategies.fixed_dictionaries({hours.id: strategies.floats(hours.low, hours.high)})
    return strategies.fixed_dictionaries({}, optional=each)


def test_an_empty_file_is_the_baseline(load, settings):
    assert load("") == default_scenario(settings)
    assert load("# nothing changed\n") == default_scenario(settings)


@pytest.mark.parametrize("written", ["off", "null", "~"])
def test_a_limit_that_is_off_by_default_can_be_written_off(load, written):
    assert load(f"ceiling: {written}\n").ceiling is None
    assert load("ceiling: 3500\n").ceiling == 3500


def test_a_limit_outside_its_range_is_refused_with_what_is_possible(problems):
    assert problems("ceiling: 10\n") == [("out_of_range", 1, "ceiling", "10", "off | 500..6000")]


def test_a_file_changes_what_it_names_and_nothing_else(load, settings):
    scenario = load("name: Autumn peak\ninflow: 20\nshock_start: 2027-01-04\nbuffer: off\nrenew: all\n")
    assert scenario.name == "Autumn peak"
    assert differences(scenario, settings) == {
        "inflow": 20.0,
        "shock_start": "2027-01-04",
        "buffer": False,
        "renew": "all",
    }


def test_a_file_without_a_name_is_called_after_the_file(load):
    assert load("inflow: 20\n").name == "autumn"


def test_a_province_can_have_a_value_of_its_own(load):
    scenario = load("delay: 4\ndelay_by_province: {PV28: 26}\ndelivered_by_province: {PV20: 50}\n")
    assert scenario.delay == 4
    assert scenario.delay_by_province == {"PV28": 26}
    assert scenario.delivered_by_province == {"PV20": 50}


def test_a_single_parameter_can_be_replaced_within_its_range(load):
    assert load("parameters: {hours_per_decision: 50}\n").parameters == {"hours_per_decision": 50}


def test_all_faults_of_a_file_are_told_at_once_each_with_its_line(problems):
    found = problems(
        "inflw: 20\n"
        "grant: 95\n"
        "weeks: 30.5\n"
        "decisions: many\n"
        "renew: some\n"
        "buffer: 3\n"
        "shock_start: 2027-01-05\n"
        "parameters:\n  hours_per_decison: 50\n  effort_border: 7\n"
        "delay_by_province:\n  PV99: 4\n  PV20: 60\n"
    )
    assert [(key, row, column) for key, row, column, _, _ in found] == [
        ("unknown_setting", 1, "inflw"),
        ("out_of_range", 2, "grant"),
        ("not_whole", 3, "weeks"),
        ("not_a_number", 4, "decisions"),
        ("not_a_choice", 5, "renew"),
        ("not_a_choice", 6, "buffer"),
        ("not_a_monday", 7, "shock_start"),
        ("unknown_parameter", 9, "parameters.hours_per_decison"),
        ("out_of_range", 10, "parameters.effort_border"),
        ("unknown_province", 12, "delay_by_province.PV99"),
        ("out_of_range", 13, "delay_by_province.PV20"),
    ]


def test_numbers_per_province_for_a_national_setting_are_told_their_key_and_the_codes_there_are(problems):
    found = problems("delay:\n  PV99: 4\n  PV20: 60\n")
    assert [(key, row, column) for key, row, column, _, _ in found] == [
        ("per_province_apart", 1, "delay"),
        ("unknown_province", 2, "delay.PV99"),
        ("out_of_range", 3, "delay.PV20"),
    ]
    assert found[0][-1] == "delay_by_province"
    assert {"PV20", "PV28"} <= set(found[1][-1].split(", "))


def test_a_name_like_no_known_one_gets_all_known_ones(problems):
    [(key, _, _, value, expected)] = problems("zzz: 20\n")
    assert (key, value) == ("no_such_setting", "zzz")
    assert {"inflow", "pins", "delay_by_province"} <= set(expected.split(", "))
    assert problems("parameters: {zzz: 9}\n")[0][0] == "no_such_parameter"


def test_a_value_of_an_earlier_version_is_told_what_stands_in_its_place(problems):
    found = problems("housing_outflow: 450\nparameters: {housing_outflow: 450}\n")
    assert [(key, column) for key, _, column, _, _ in found] == [
        ("no_longer_used", "housing_outflow"),
        ("no_longer_used", "parameters.housing_outflow"),
    ]
    assert found[0][-1] == "housing_task, housing_realised_share"


def test_an_unknown_name_gets_the_nearest_known_one(problems):
    assert problems("inflw: 20\n") == [("unknown_setting", 1, "inflw", "inflw", "inflow")]
    assert problems("parameters: {hours_per_decison: 9}\n")[0][-1] == "hours_per_decision"


def test_a_value_out_of_range_is_told_with_the_range(problems):
    assert problems("grant: 95\n") == [("out_of_range", 1, "grant", "95", "20..80")]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("inflow: 20\ninflow: 30\n", "setting_twice"),
        ("inflow: .nan\n", "not_a_number"),
        ("inflow: .inf\n", "not_a_number"),
        ("inflow: 1e999\n", "out_of_range"),
        ("weeks: 1e300\n", "out_of_range"),
        ("inflow: 5,3\n", "not_a_number"),
        ("inflow: true\n", "not_a_number"),
        ("inflow: [1, 2]\n", "not_a_number"),
        ("inflow: {low: 1}\n", "not_a_number"),
        ("inflow:\n", "not_a_number"),
        ("inflow: !!int many\n", "not_a_number"),
        ("jcs: 5:00\n", "not_a_number"),
        ("sized_to: true\n", "not_a_choice"),
        ("shock_start: 2027-02-30\n", "not_a_monday"),
        ("shock_start: 5\n", "not_a_monday"),
        ("name: 5\n", "not_a_name"),
        ("name: ''\n", "not_a_name"),
        (f"name: {'x' * 200}\n", "not_a_name"),
        ("parameters: 5\n", "not_a_mapping"),
        ("delay_by_province: [PV20]\n", "not_a_mapping"),
        ("parameters: {months_per_year: 13}\n", "out_of_range"),
        ("? [a, b]\n: 5\n", "no_such_setting"),
        ("- inflow\n- 20\n", "not_yaml"),
        ("just words\n", "not_yaml"),
        ("inflow: [\n", "not_yaml"),
        ("a: &x [1]\nb: *x\n", "not_yaml"),
        pytest.param("[" * 5000, "not_yaml", id="five thousand open brackets"),
        ("inflow: 1\n---\ninflow: 2\n", "not_yaml"),
        ("name: caf\u00e9\n".encode("cp1252"), "not_utf8"),
        (b"\x00\x01", "not_yaml"),
    ],
)
def test_what_cannot_be_is_refused_by_name_of_the_fault(problems, text, key):
    assert [found[0] for found in problems(text)] == [key]


def test_a_file_that_is_not_there_is_a_fault_and_no_crash(tmp_path, settings, parameters):
    with pytest.raises(BadInputError) as fault:
        load_scenario(tmp_path / "gone.yaml", settings, parameters)
    assert [(p.key, p.file) for p in fault.value.problems] == [("cannot_open", "gone.yaml")]


def test_a_long_value_is_cut_in_the_message(problems):
    assert len(problems(f"inflow: {'x' * 5000}\n")[0][3]) == 80


def test_a_number_is_read_as_a_person_reads_it_and_never_as_octal(load):
    assert load("jcs: 0300\ndecisions: +310\ninflow: 5.5\n").jcs == 300


@EFFORT
@given(data=strategies.data())
def test_a_written_scenario_reads_back_equal(data, any_changes, write, settings, parameters, provinces):
    scenario = scenario_from(data.draw(any_changes), settings, parameters, provinces)
    text = dump_scenario(scenario, settings)
    assert load_scenario(write(text), settings, parameters, provinces) == scenario


@EFFORT
@given(data=strategies.data())
def test_an_address_shows_the_same_scenario(data, any_changes, settings, parameters, provinces):
    scenario = scenario_from(data.draw(any_changes), settings, parameters, provinces)
    read, notices = from_url(to_url(scenario, settings), settings, parameters, provinces)
    assert notices == []
    for name, value in resolved(scenario).items():
        assert resolved(read)[name] == pytest.approx(value, rel=1e-12), name


def test_the_baseline_has_an_empty_address(settings):
    assert to_url(default_scenario(settings), settings) == {}


def test_an_impossible_value_in_an_address_keeps_the_default_and_is_noticed(settings):
    scenario, notices = from_url({"grant": "95", "inflow": "20", "weeks": "soon", "lang": "nl"}, settings)
    assert differences(scenario, settings) == {"inflow": 20.0}
    assert [(n.key, n.column, n.value, n.expected) for n in notices] == [
        ("out_of_range", "grant", "95.0", "20..80"),
        ("not_a_number", "weeks", "soon", "26..156"),
    ]


@pytest.mark.parametrize("value", ["inf", "nan", "-inf", "1e400", "", "5,3", "9" * 500])
def test_wild_numbers_in_an_address_never_get_through(settings, value):
    for name in ("inflow", "weeks"):
        scenario, notices = from_url({name: value}, settings)
        assert scenario == default_scenario(settings)
        assert [notice.column for notice in notices] == [name]


def test_the_fingerprint_follows_the_values_and_not_the_name(settings, parameters):
    plain = scenario_from({"name": "a", "inflow": 20}, settings, parameters)
    renamed = scenario_from({"name": "b", "inflow": 20.0}, settings, parameters)
    other = scenario_from({"name": "a", "inflow": 21}, settings, parameters)
    assert scenario_hash(plain) == scenario_hash(renamed)
    assert scenario_hash(plain) != scenario_hash(other)


def test_a_change_adds_to_the_changes_before_it(settings, parameters):
    first = scenario_from({"name": "peak", "inflow": 20}, settings, parameters)
    second = with_changes(first, {"grant": 60}, settings, parameters)
    assert second.name == "peak"
    assert differences(second, settings) == {"inflow": 20.0, "grant": 60.0}


def test_a_change_back_to_the_default_is_no_difference(settings, parameters):
    changed = scenario_from({"inflow": 20}, settings, parameters)
    assert differences(with_changes(changed, {"inflow": 0}, settings, parameters), settings) == {}


def test_an_impossible_change_is_refused(settings, parameters):
    with pytest.raises(BadInputError):
        with_changes(default_scenario(settings), {"inflow": 500}, settings, parameters)


def test_two_scenarios_are_compared_setting_by_setting(settings, parameters):
    first = scenario_from({"inflow": 20, "grant": 60}, settings, parameters)
    second = scenario_from({"inflow": 20, "grant": 40}, settings, parameters)
    assert differences_between(first, second) == {"grant": (60.0, 40.0)}
    assert differences_between(first, first) == {}


YAML_PIECES = [
    *("inflow", "grant", "name", "parameters", "shock_start", ": ", "\n", "  ", "- ", "[", "]", "{", "}"),
    *(
        "!!int",
        "!x ",
        "&a",
        "*a",
        "|",
        ">",
        "?",
        "'",
        '"',
        "#",
        "---",
        "%",
        "5",
        "1e9",
        "0x1f",
        "~",
        "é",
        "\t",
    ),
]
ANY_TEXT = strategies.one_of(
    strategies.text(), strategies.lists(strategies.sampled_from(YAML_PIECES)).map("".join)
).map(lambda text: text.encode("utf-8", "replace"))


@EFFORT
@given(content=strategies.one_of(ANY_TEXT, strategies.binary()))
def test_whatever_stands_in_a_file_it_is_a_scenario_or_a_list_of_faults(content, write, settings, parameters):
    faults = ()
    scenario = None
    try:
        scenario = load_scenario(write(content), settings, parameters)
    except BadInputError as found:
        faults = found.problems
    assert (scenario is None) == (len(faults) > 0)
