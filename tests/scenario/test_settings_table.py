import pytest

from capacity.scenario import Scenario, all_settings, default_scenario, settings_from_csv

HEADING = (
    "id,group,value,low,high,step,slider_step,choices,default,parameter,scale,unit,article,kind,source,note"
)


def test_every_setting_of_the_table_is_a_field_of_a_scenario_and_the_other_way_round(settings):
    extra = {
        "name",
        "parameters",
        "delay_by_province",
        "delivered_by_province",
        "pins",
        "deviations",
        "sources",
        "regimes",
    }
    assert set(Scenario.model_fields) - extra == set(settings)


def test_every_setting_names_its_source_its_unit_and_its_group(settings):
    for row in all_settings(settings):
        assert row.source, row.id
        assert row.unit, row.id
        assert row.group, row.id


def test_a_setting_of_a_parameter_has_the_source_kind_and_article_of_that_parameter(settings, parameters):
    for row in all_settings(settings):
        if row.parameter:
            known = parameters[row.parameter]
            assert (row.source, row.kind) == (known.source, known.kind), row.id
            assert known.article in ("", row.article), row.id


def test_every_number_has_a_range_a_step_and_a_default_inside_the_range(settings):
    for row in all_settings(settings):
        if row.value in ("number", "whole"):
            assert row.low <= row.default <= row.high, row.id
            assert 0 < row.step <= row.high - row.low, row.id


def test_a_default_that_is_a_parameter_follows_that_parameter(settings, parameters):
    for row in all_settings(settings):
        if row.parameter:
            assert row.default * row.scale == pytest.approx(parameters.number(row.parameter)), row.id


def test_in_the_default_scenario_every_setting_has_its_default(settings):
    scenario = default_scenario(settings)
    assert {name: getattr(scenario, name) for name in settings} == settings.defaults()


def test_settings_come_in_groups_in_the_order_of_the_table(settings):
    groups = settings.groups()
    assert next(iter(groups)) == "arrivals"
    assert [row.id for rows in groups.values() for row in rows] == list(settings)


@pytest.mark.parametrize(
    "row",
    [
        "x,g,number,0,10,1,,,11,,1,weeks,,assumption,judgement,",
        "x,g,number,,,1,,,1,,1,weeks,,assumption,judgement,",
        "x,g,choice,,,,,a b,c,,1,weeks,,assumption,judgement,",
        "x,g,colour,0,10,1,,,1,,1,weeks,,assumption,judgement,",
        "x,g,number,0,10,1,,,1,,1,weeks,,guess,judgement,",
    ],
)
def test_a_row_that_cannot_be_a_setting_stops_the_program_by_name(tmp_path, parameters, row):
    path = tmp_path / "settings.csv"
    path.write_text(f"{HEADING}\n{row}\n", encoding="utf-8")
    with pytest.raises(ValueError, match="setting 'x'"):
        settings_from_csv(path, parameters)


def test_a_default_from_a_parameter_without_a_row_cannot_be_had(tmp_path, parameters):
    path = tmp_path / "settings.csv"
    path.write_text(f"{HEADING}\nx,g,number,0,10,1,,,,invented,1,w,,fact,s,\n", encoding="utf-8")
    with pytest.raises(KeyError, match="no row in data/"):
        settings_from_csv(path, parameters)
