import re
from pathlib import Path

import pytest

from capacity.sources.shipped import data_folder, load_parameters, load_table, table_names

CHECKOUT = Path(__file__).parents[2]


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
    own_reader = {name for name in files if name.startswith("state/")} | {"settings"}
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


def used_parameters() -> set[str]:
    found = set()
    for path in (CHECKOUT / "capacity").rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        found |= set(
            re.findall(r"""(?:number|term_weeks|\.term)\(\s*(?:[a-z_.]+,\s*)?"([a-z0-9_]+)"\s*\)""", text)
        )
    return found


def test_every_number_the_program_asks_for_has_a_row():
    used = used_parameters()
    assert len(used) > 40
    assert used <= set(load_parameters())


def test_no_path_outside_the_project_is_named_in_code_or_data():
    outside = re.compile(r"\.\./shared|/work/|/home/|/root/|/tmp/")
    for folder in ("capacity", "data", "docs"):
        for path in (CHECKOUT / folder).rglob("*"):
            if path.suffix in {".py", ".csv", ".md", ".yaml"}:
                assert not outside.search(path.read_text(encoding="utf-8")), path
