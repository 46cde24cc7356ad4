import re
from pathlib import Path

import pandas as pd
import pytest
from pandera.errors import SchemaErrors

import capacity
from capacity.domain.parameters import Parameter
from capacity.domain.regions import COUNTRY, PROVINCES, is_municipality, region_code
from capacity.law import article_act
from capacity.sources.shipped import (
    data_folder,
    load_act_urls,
    load_legal_terms,
    load_parameters,
    load_regions,
    load_table,
    table_names,
    unique_parameters,
)
from capacity.sources.shipped_schemas import SCHEMAS

CHECKOUT = Path(__file__).parents[2]
READ_CSV = pd.read_csv


@pytest.mark.parametrize("name", table_names())
def test_every_table_keeps_its_schema_and_names_a_source_on_every_row(name):
    table = load_table(name)
    assert len(table) > 0
    assert (table.source.str.strip() != "").all()


def test_every_file_in_data_has_a_schema():
    files = {
        str(path.relative_to(data_folder())).removesuffix(".gz").removesuffix(".csv")
        for path in data_folder().rglob("*.csv*")
    }
    own_reader = {name for name in files if name.startswith("state/")} | {"settings", "overrides"}
    assert files - own_reader == set(table_names())


def test_namibia_is_a_country_and_not_a_missing_value():
    annual = load_table("series/eu_asylum_annual_citizen")
    assert "NA" in set(annual.citizen)


def test_all_342_municipalities_belong_to_one_of_twelve_provinces():
    municipalities, provinces = load_table("regions/municipalities"), load_table("regions/provinces")
    assert (len(municipalities), len(provinces)) == (342, 12)
    assert set(municipalities.province) == set(provinces.code)


def test_conflicting_figures_stay_side_by_side():
    population = load_table("regions/population")
    nation = population[(population.level == "country") & (population.ref_date == "2023-01-01")]
    assert nation.population.nunique() == 2


def test_each_parameter_of_a_plan_lies_in_its_own_range():
    for row in load_parameters().values():
        assert row.low is None or row.high is None or row.low <= row.value <= row.high, row.id


def test_a_number_without_a_row_cannot_be_had():
    with pytest.raises(KeyError, match="no row in data/"):
        load_parameters().number("invented")


def test_two_rows_with_one_id_are_refused_by_name():
    row = Parameter("border_share", 0.05, "share", "fact", "x")
    with pytest.raises(ValueError, match="border_share"):
        unique_parameters([row, Parameter("grant_old", 0.5, "share", "fact", "x"), row])


def test_terms_of_the_law_stand_among_the_parameters_with_their_article():
    row = load_parameters()["screening_deadline_border"]
    assert (row.value, row.unit, row.article, row.kind) == (7, "days", "SCR 8(3)", "fact")


def test_a_rule_of_the_law_without_a_number_is_no_parameter():
    assert "screening_no_entry" in load_legal_terms()
    assert "screening_no_entry" not in load_parameters()


def test_every_article_leads_to_a_known_act():
    urls = load_act_urls()
    cited = {row.article.act for row in load_legal_terms().values()}
    duties = load_table("duties").article
    cited |= {article_act(article) for article in duties[duties.str.contains(r"\d")]}
    assert cited - set(urls) == set()


def test_the_address_of_a_term_is_that_of_its_act():
    urls = load_act_urls()
    for row in load_legal_terms().values():
        assert row.url == urls[row.article.act], row.id


def test_a_term_is_valid_from_its_first_day_until_its_last():
    row = load_legal_terms()["capacity_first_act_valid"]
    days = ("2026-06-11", "2026-06-12", "2027-10-14", "2027-10-15")
    assert [row.valid_on(day) for day in days] == [False, True, True, False]


def test_provinces_come_in_the_order_of_their_codes():
    assert tuple(region.code for region in load_regions()) == PROVINCES
    assert {region.province for region in load_regions("municipalities")} == set(PROVINCES)


def test_the_country_of_the_source_is_the_country_of_the_plan():
    codes = load_table("regions/population").query("level != 'municipality'").code
    assert set(codes.map(region_code)) == {COUNTRY, *PROVINCES}


def test_only_codes_of_municipalities_are_municipalities():
    table = load_table("regions/population")
    assert (table.code.map(is_municipality) == (table.level == "municipality")).all()


def test_an_installed_package_finds_the_data_inside_itself(tmp_path, monkeypatch):
    (tmp_path / "data").mkdir()
    monkeypatch.setattr(capacity, "__file__", str(tmp_path / "__init__.py"))
    assert data_folder() == tmp_path / "data"


def test_an_unknown_table_is_refused_with_the_names_that_exist():
    with pytest.raises(KeyError, match="law/acts"):
        load_table("law/invented")


def test_reading_one_table_opens_no_other(monkeypatch):
    opened = []

    def spy(path, **options):
        opened.append(Path(path).name)
        return READ_CSV(path, **options)

    monkeypatch.setattr(pd, "read_csv", spy)
    load_table("law/acts")
    assert opened == ["acts.csv"]


@pytest.mark.parametrize("source", ["", "-", "same", "own"])
def test_a_row_without_a_real_source_is_refused(source):
    acts = load_table("law/acts").assign(source=source)
    with pytest.raises(SchemaErrors):
        SCHEMAS["law/acts"].validate(acts, lazy=True)


def test_all_faults_of_a_table_are_told_at_once():
    tasks = load_table("spreading/housing_task")
    broken = tasks.assign(persons="-1", half_year="2026")
    with pytest.raises(SchemaErrors) as told:
        SCHEMAS["spreading/housing_task"].validate(broken, lazy=True)
    assert set(told.value.failure_cases.column) == {"persons", "half_year"}


def test_the_range_of_a_fact_holds_its_number():
    for name, number in (("chain/facts", "number"), ("reception/costs", "value")):
        table = load_table(name)
        both = table[table.low.notna() & table.high.notna()]
        assert (both.low <= both.high).all()
        assert len(both) > 0
        ranged = both[both[number].notna()]
        assert ranged[number].between(ranged.low, ranged.high).all()


def test_what_was_not_found_stays_marked_as_input_needed():
    capacity = load_table("reception/adequate_capacity")
    assert capacity[capacity.iso2 == "NL"].adequate_capacity.tolist() == ["not found"]
    assert load_parameters()["adequate_capacity"].kind == "input needed"


def test_capacities_that_are_known_leave_room_for_the_rest_of_the_union():
    figures = pd.to_numeric(load_table("reception/adequate_capacity").adequate_capacity, errors="coerce")
    known = figures.sum()
    assert 0 < known < load_parameters().number("eu_adequate_capacity")


def test_tasks_of_the_first_cycle_add_up_to_the_published_task_within_rounding():
    tasks = load_table("spreading/province_tasks")
    first = tasks[tasks.cycle == "2024_opgave"]
    national = first[first.region == "NL"].places.sum()
    assert first[first.region != "NL"].places.sum() == pytest.approx(national, abs=len(PROVINCES) / 2)


def test_tasks_of_the_second_cycle_are_kept_as_published_though_they_leave_a_remainder():
    tasks = load_table("spreading/province_tasks")
    second = tasks[tasks.cycle == "2026_opgave"].set_index("region")
    assert second.kind["PV28"] != "ESTIMATE"
    assert set(second.kind[["PV20", "PV21"]]) == {"ESTIMATE"}
    assert second.places.drop("NL").sum() != second.places["NL"]


def test_the_list_of_nationalities_follows_from_the_rates_that_ship_and_is_open_where_they_leave_it_so():
    rates = load_table("series/recognition_rates")
    numbers = ["rate", "rate_refugee_only"]
    rates[numbers] = rates[numbers].apply(pd.to_numeric, errors="coerce")
    rates = rates[(rates.year == rates.year.max()) & rates.rate_refugee_only.notna()].set_index("citizen")
    limit = 100 * load_parameters().number("rate_low_recognition")
    listed = load_table("law/recognition_list").set_index("citizen")
    rates = rates.drop(index="TOTAL", errors="ignore")
    low, high = rates.rate <= limit, rates.rate_refugee_only > limit
    reads = {True: "at_or_below", False: "open"}
    expected = {name: "above" if high[name] else reads[bool(low[name])] for name in rates.index}
    assert listed.reading.to_dict() == expected
    assert set(listed.kind) == {"derived"}
    assert len(listed[listed.reading == "open"]) == 12


def test_no_path_outside_the_project_is_named_in_code_or_data():
    outside = re.compile(r"\.\./shared|/work/|/home/|/root/|/tmp/|/Users/|reference/\w+\.md")
    for folder in ("capacity", "data", "docs"):
        for path in (CHECKOUT / folder).rglob("*"):
            if path.suffix in {".py", ".csv", ".md", ".yaml"}:
                assert not outside.search(path.read_text(encoding="utf-8")), path
