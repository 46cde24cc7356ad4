from dataclasses import replace
from io import BytesIO

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.domain.time import Weeks
from capacity.plan.portfolio.border_room import border_room
from capacity.service import open_service, open_workspace
from capacity.service.input_files import read_as
from capacity.service.inputs import load_inputs
from capacity.service.portfolio import (
    accept_portfolio,
    derived_portfolio,
    derived_portfolio_file,
    intake_places,
    merged_rows,
    portfolio_preview,
    portfolio_totals,
    state_places,
    with_province,
)
from capacity.service.spreading import accept_scores
from capacity.sources.municipalities import municipality_of, unknown_municipality
from capacity.sources.portfolio import PORTFOLIO_COLUMNS
from capacity.sources.shipped import load_table
from capacity.sources.tables import write_table

HEADING = ";".join(column.name for column in PORTFOLIO_COLUMNS)
SUITS = "adults_families minors status_holders departing"
IN_2014, LAST_CODE_OF_2014 = 403, "GM1929"


def a_portfolio(*rows: str) -> bytes:
    """Rows of block;municipality;type;capacity;start;contract_end;renewal;notice;price;durable."""
    lines = [HEADING]
    for row in rows:
        block, where, kind, capacity, start, end, renewal, notice, price, durable = row.split(";")
        cells = (
            block,
            where,
            kind,
            capacity,
            SUITS,
            start,
            end,
            renewal,
            notice,
            price,
            durable,
            "",
            "fact",
            "COA",
            "",
        )
        lines.append(";".join(cells))
    return "\n".join(lines).encode()


def read(*rows: str) -> pd.DataFrame:
    found = read_as("portfolio", a_portfolio(*rows), "p.csv").content
    assert isinstance(found, pd.DataFrame)
    return found


def faults(*rows: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(BadInputError) as refused:
        read(*rows)
    return [(problem.key, problem.row, problem.column) for problem in refused.value.problems]


@pytest.fixture
def own_home(home, tmp_path):
    import shutil

    shutil.copytree(home, tmp_path / "home")
    return tmp_path / "home"


def of_the_state() -> pd.DataFrame:
    """The derived portfolio as a file a planner could give: the capital of each province stands for it."""
    inputs = load_inputs()
    blocks = derived_portfolio(inputs, inputs.shipped_state())
    capital = load_table("regions/municipalities").groupby("province").code.first()
    rows = blocks.assign(municipality=blocks.region.map(capital))
    names = [column.name for column in PORTFOLIO_COLUMNS]
    content = read_as("portfolio", write_table(rows[names], True), "p.csv").content
    assert isinstance(content, pd.DataFrame)
    return content


def test_the_derived_portfolio_adds_up_to_the_state_by_type_and_says_that_it_is_derived():
    inputs, state = load_inputs(), load_inputs().shipped_state()
    blocks = derived_portfolio(inputs, state)
    totals = portfolio_totals(blocks, state)
    told = state_places(state)
    assert totals == told
    there = blocks[blocks.start == ""].groupby("type").capacity.sum()
    assert (there["intake"], there["border"]) == (2000, 282)
    assert there.sum() == sum(told[name] for name in told if name.startswith("type_"))
    assert set(blocks.kind) == {"derived"}
    assert (blocks.municipality == "").all()


def test_the_derived_portfolio_stands_in_place_of_the_intake_site_and_the_border_and_not_beside_them():
    inputs, state = load_inputs(), load_inputs().shipped_state()
    own = replace(state, portfolio=with_province(of_the_state()))
    weeks = Weeks(state.as_of, 52, 0)
    rooms = [border_room(inputs.parameters, inputs.parameters, one, weeks) for one in (state, own)]
    assert rooms[0].now == rooms[1].now == 282
    for name in ("available", "usable"):
        assert getattr(rooms[1], name) == pytest.approx(getattr(rooms[0], name))
    assert intake_places(own.portfolio) == 2000
    assert (portfolio_preview(of_the_state(), state).difference == 0).all()


def test_a_municipality_that_merged_stands_under_the_present_one_and_the_preview_tells_it():
    blocks = read("a;GM0501;regular;100;;;;;;yes", "b;GM1992;regular;50;;;;;;yes")
    assert blocks.municipality.tolist() == ["GM1992", "GM1992"]
    assert merged_rows(blocks).to_dict("records") == [
        {"block": "a", "given": "GM0501", "municipality": "Voorne aan Zee (GM1992)"}
    ]
    assert set(with_province(blocks).region) == {"PV28"}


def test_a_municipality_may_be_given_by_its_name_of_today_or_from_before_a_merger():
    names = ("Amsterdam", "den haag", "Sudwest-Fryslan", "Hengelo", "Brielle")
    blocks = read(*(f"{name};{name};regular;100;;;;;;yes" for name in names))
    assert blocks.municipality.tolist() == ["GM0363", "GM0518", "GM1900", "GM0164", "GM1992"]
    assert merged_rows(blocks).given.tolist() == ["Brielle"]


@pytest.mark.parametrize("text", ["Haaren", "GM0788"])
def test_a_municipality_that_was_divided_is_asked_for_by_the_ones_that_took_its_parts(text):
    with pytest.raises(BadInputError) as refused:
        read(f"a;{text};regular;100;;;;;;yes")
    (problem,) = refused.value.problems
    assert (problem.key, problem.value) == ("municipality_divided", text)
    assert problem.expected == "GM0757 (Boxtel), GM0824 (Oisterwijk), GM0855 (Tilburg), GM0865 (Vught)"


def test_every_municipality_that_went_since_2015_is_known_by_code_and_name():
    merged, divided = load_table("regions/mergers"), load_table("regions/splits")
    gone = {*merged.former_code, *divided.former_code}
    today = set(load_table("regions/municipalities").code)
    assert not gone & today
    assert set(merged.code) | set(" ".join(divided.codes).split()) <= today
    new = {code for code in merged.code if code > LAST_CODE_OF_2014}
    assert IN_2014 - len(gone) + len(new) == len(today)
    names = [str(name) for name in merged.former_name]
    assert [municipality_of(name) for name in names] == merged.code.tolist()
    assert [municipality_of(str(code)) for code in merged.former_code] == merged.code.tolist()


def test_a_name_that_two_municipalities_bear_is_not_guessed_and_both_are_named():
    assert faults("a;Bergen;regular;100;;;;;;yes") == [("unknown_municipality", 2, "municipality")]
    problem = unknown_municipality("Bergen", "portfolio.csv", 2)
    assert problem.expected == "GM0373 (Bergen (NH.)), GM0893 (Bergen (L.))"


def test_all_faults_of_a_portfolio_are_listed_at_once():
    found = faults(
        "a;GM0363;regular;honderd;;;;;;yes",
        "b;Amstrdam;regular;10;;;;;;yes",
        "c;GM0363;regular;10;2027-01-01;2026-01-01;;;;yes",
        "d;GM0363;emergency;10;2026-01-01;2027-01-01;;;;no",
        "d;GM0363;emergency;10;2026-06-01;2027-06-01;;;;no",
        "d;GM0363;emergency;10;2026-01-01;2027-01-01;;;;no",
        "Kerkstraat 12;GM0363;minors;10;;;;;;no",
        "Markt 3;GM0363;minors;10;;;;;;no",
        "Hoofdstr. 12 b;GM0363;minors;10;;;;;;no",
    )
    assert found == [
        ("not_a_number", 2, "capacity"),
        ("unknown_municipality", 3, "municipality"),
        ("dates_reversed", 4, "contract_end"),
        ("dates_overlap", 6, "block"),
        ("row_twice", 7, "block"),
        *(("address_of_minors", row, "block") for row in (8, 9, 10)),
    ]


@pytest.mark.parametrize(
    ("ends", "renewal", "found"),
    [
        ("2027-05-31", "26", [("durable_short", 2, "durable")]),
        ("2031-05-30", "", [("durable_short", 2, "durable")]),
        ("2031-05-31", "", []),
        ("2029-05-31", "105", []),
    ],
)
def test_a_block_of_less_than_five_years_with_its_renewal_does_not_count_as_lasting(ends, renewal, found):
    row = f"a;GM0363;emergency;10;2026-06-01;{ends};{renewal};;;yes"
    if found:
        assert faults(row) == found
    else:
        assert read(row).durable.tolist() == ["yes"]


def test_the_preview_sets_border_places_of_a_file_beside_those_of_the_settings():
    state = load_inputs().shipped_state()
    for given, after in (((), 282.0), (("b;GM0394;border;400;;;;;;no",), 400.0)):
        table = portfolio_preview(read("a;GM0363;emergency;10;;;;;;no", *given), state).set_index("total")
        assert table.loc["type_border", ["now", "after"]].tolist() == [282.0, after]


def test_places_at_the_intake_site_are_told_since_its_cap_stays():
    rows = ("a;GM1950;intake;2000;;;;;;no", "b;GM0394;border;192;;;;;;no", "c;GM0363;emergency;10;;;;;;no")
    assert intake_places(read(*rows)) == 2000


def test_a_portfolio_that_can_no_longer_be_read_is_named_and_plans_stand_on_the_state(own_home):
    service, workspace = open_service(own_home), open_workspace(own_home)
    before = service.baseline().receipt["state"]
    broken = workspace.accept_upload("portfolio", "block;municipality\n", "Sam", "of another version")
    present = service.present_state()
    assert (present.portfolio, present.unusable_portfolio) == (None, broken)
    assert service.baseline().receipt["state"] == before


def test_the_derived_portfolio_is_a_file_whose_places_are_those_of_today():
    state = load_inputs().shipped_state()
    rows = pd.read_csv(BytesIO(derived_portfolio_file(state, False)))
    there = rows[rows.start.isna()].groupby("type").capacity.sum()
    assert there["emergency"] == state_places(state)["type_emergency"]
    assert set(rows.kind) <= {"derived", "assumption"}


def test_contracts_of_one_block_may_follow_each_other():
    blocks = read(
        "a;GM0363;emergency;10;2026-01-01;2026-12-31;;;;no",
        "a;GM0363;emergency;10;2027-01-01;2027-12-31;;;;no",
    )
    assert len(blocks) == 2


def test_a_contract_is_not_renewed_into_the_next_one_of_its_block():
    found = faults(
        "a;GM0363;emergency;10;2026-01-01;2026-12-31;26;;;no",
        "a;GM0363;emergency;10;2027-01-01;2027-12-31;26;;;no",
    )
    assert found == [("renewal_overlaps", 2, "renewal_weeks")]


def test_totals_off_by_more_than_the_planner_confirms_are_refused_with_every_other_lack(own_home):
    workspace, state = open_workspace(own_home), load_inputs().shipped_state()
    blocks = read("a;GM0363;regular;42100;;;;;;yes", "b;GM0363;emergency;31000;;;;;;no")
    with pytest.raises(BadInputError) as refused:
        accept_portfolio(workspace, blocks, state, 150.0, "", "")
    found = [(problem.key, problem.column) for problem in refused.value.problems]
    off = {column for key, column in found if key == "total_off"}
    assert off == {"type_crisis", "coming"}
    assert {key for key, _ in found} == {"total_off", "author_lacks", "reason_lacks"}
    assert workspace.upload_in_force("portfolio") is None


def test_an_accepted_portfolio_is_what_plans_stand_on_until_it_is_withdrawn(own_home):
    service, workspace = open_service(own_home), open_workspace(own_home)
    before = service.baseline()
    blocks = of_the_state()
    state = service.present_state().own
    saved = accept_portfolio(workspace, blocks, state, 10_000.0, "Sam", "own list")
    assert service.present_state().portfolio is not None
    after = service.baseline()
    assert after.receipt["state"] != before.receipt["state"]
    first = after.tables["places"].groupby("type").opening_available.sum()
    assert first["regular"] == before.tables["places"].groupby("type").opening_available.sum()["regular"]
    workspace.withdraw_upload("portfolio", saved.id, "Sam", "wrong list")
    assert service.present_state().portfolio is None
    assert service.baseline().receipt["state"] == before.receipt["state"]


def test_the_preview_compares_with_the_portfolio_in_use_once_there_is_one(own_home):
    workspace = open_workspace(own_home)
    state = load_inputs().shipped_state()
    accept_portfolio(workspace, read("a;GM0363;regular;100;;;;;;yes"), state, 100_000.0, "Sam", "first")
    now = open_service(own_home).present_state().own
    preview = portfolio_preview(read("a;GM0363;regular;120;;;;;;yes"), now).set_index("total")
    assert preview.loc["type_regular"].tolist() == [100, 120, 20]


def test_scores_that_a_planner_accepts_take_the_place_of_the_shipped_ones_in_their_province_alone(own_home):
    service, workspace = open_service(own_home), open_workspace(own_home)
    places = load_table("regions/municipalities")
    flevoland = places[places.province == "PV24"].code.tolist()
    lines = ["municipality;score;kind;source", *(f"{code};0,1;assumption;a test" for code in flevoland[1:])]
    lines.append(f"{flevoland[0]};-0,2;assumption;a test")
    rows = read_as("scores", "\n".join(lines).encode(), "s.csv").content
    assert isinstance(rows, pd.DataFrame)
    plan = service.baseline()
    before = service.spreading(plan, "2026").municipalities.set_index("region").task
    accept_scores(workspace, rows, "Sam", "CBS table")
    after = service.spreading(plan, "2026").municipalities.set_index("region").task
    assert after[flevoland[0]] < before[flevoland[0]]
    assert after[flevoland].sum() == before[flevoland].sum()
    assert after.drop(flevoland).equals(before.drop(flevoland))
