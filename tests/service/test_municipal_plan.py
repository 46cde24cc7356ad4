import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from capacity.service import open_service, open_workspace
from capacity.service.input_files import read_as
from capacity.service.municipal import municipal_plan
from capacity.service.municipal_store import FRAMES, asked_of, stored_municipal
from capacity.service.portfolio import accept_portfolio
from capacity.service.spreading import legal_date
from capacity.sources.shipped import load_table
from capacity.store import SnapshotStore
from tests.service.test_portfolio import a_portfolio


@pytest.fixture(scope="module")
def given(home):
    service = open_service(home)
    plan = service.baseline()
    found = service.municipal(plan, "2026")
    assert found is not None
    return service, plan, found


def test_the_municipalities_of_a_plan_add_up_to_its_provinces_and_the_last_gap_to_theirs(given):
    service, plan, found = given
    provinces = service.spreading(plan, "2026").provinces
    assert len(found.progress) == 342
    for one, other in (("lasting_now", "durable_now"), ("preparing", "opened"), ("expiring", "closed")):
        assert found.progress[one].sum() == pytest.approx(provinces[other].sum())
    assert found.progress.lasting_end.sum() == pytest.approx(provinces.durable_end.sum())
    costs = plan.tables["costs"]
    placed = costs[(costs.goal == "money") & costs.line.isin(["regular", "emergency", "crisis"])]
    yearly = placed.eur.sum() / plan.tables["residents"].week.nunique() * 52.18
    assert found.progress.eur_year.sum() == pytest.approx(yearly, rel=1e-6)


def test_the_plan_of_a_snapshot_by_municipality_is_read_back_as_it_was_handed_down(given):
    service, plan, _ = given
    stored = stored_municipal(service._store, service.snapshot, asked_of("2026"))
    day = legal_date("2026", plan, service.parameters())
    anew = municipal_plan(service._inputs, service.ground(), plan, asked_of("2026"), day)
    assert stored is not None
    assert stored.own == anew.own
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(stored, name), getattr(anew, name))


def test_of_a_municipality_is_asked_what_the_minister_decided_where_that_was_published():
    rows = load_table("spreading/municipality_tasks")
    decided = rows[rows.cycle == "2024_verdeelbesluit"].set_index("gm_code").places
    tasks = rows[rows.cycle == "2024_opgave"].set_index("gm_code").places
    asked = asked_of("2024")
    assert len(decided)
    assert {code: asked[code] for code in decided.index} == decided.to_dict()
    others = tasks.drop(decided.index, errors="ignore")
    assert {code: asked[code] for code in others.index} == others.to_dict()


def test_a_snapshot_that_was_handed_down_to_other_tasks_is_handed_down_anew(given):
    service, _, _ = given
    other = {**asked_of("2026"), "GM0363": 1.0}
    assert stored_municipal(service._store, service.snapshot, other) is None


def test_the_baseline_by_municipality_comes_from_the_snapshot_and_is_handed_down_where_it_holds_none(
    home, tmp_path
):
    own = Path(shutil.copytree(home, tmp_path / "home"))
    store = SnapshotStore(own)

    def amsterdam():
        service = open_service(own)
        found = service.municipal(service.baseline(), "2026")
        return found.progress.set_index("region").lasting_now["GM0363"]

    before = amsterdam()
    for statement, shown in (
        (f"UPDATE municipal_progress SET lasting_now = {before} + 7 WHERE region = 'GM0363'", before + 7),
        ("DROP TABLE municipal_progress", before),
    ):
        with duckdb.connect(str(store.path(store.current()))) as file:
            file.execute(statement)
        assert amsterdam() == shown


def test_places_by_municipality_per_four_weeks_follow_from_what_opens_and_closes(given):
    _, plan, found = given
    places = found.places.set_index(["region", "type", "week"])
    rows = places.sort_index()
    moved = (rows.opened - rows.closed).groupby(level=[0, 1]).cumsum()
    begun = (rows.available - moved).groupby(level=[0, 1])
    assert (begun.max() - begun.min()).abs().max() < 1e-9
    last = plan.tables["places"]
    last = last[(last.week == last.week.max()) & last.type.isin(["regular", "emergency", "crisis"])]
    at_end = found.places[found.places.week == found.places.week.max()]
    assert at_end.available.sum() == pytest.approx(last.available.sum())
    assert at_end.occupied.sum() == pytest.approx(last.occupied.sum(), abs=1e-3)


def test_without_a_portfolio_the_calendar_says_that_it_is_derived_and_names_no_municipality(given):
    _, _, found = given
    assert not found.own
    assert set(found.contracts.municipality) == {""}
    assert set(found.contracts.kind) == {"derived"}
    assert (found.contracts.notice_by <= found.contracts.ends).all()


def test_with_a_portfolio_every_contract_of_a_year_has_its_day_price_and_what_the_plan_proposes(
    home, tmp_path
):
    own = tmp_path / "home"
    shutil.copytree(home, own)
    rows = a_portfolio(
        "hall;GM0363;emergency;400;;2027-03-31;26;8;900;no",
        "late;GM0344;emergency;50;;2026-12-31;26;8;900;no",
        "ship;GM0344;emergency;300;;2027-02-28;;;;no",
        "pier;GM0344;emergency;200;;2027-02-28;;;;no",
        "pier;GM0344;emergency;150;2027-03-01;;;;;no",
        "camp;GM0599;regular;70000;;;;;;yes",
        "villa;GM0505;minors;30;;;;;;yes",
    )
    blocks = read_as("portfolio", rows, "p.csv").content
    service = open_service(own)
    accept_portfolio(open_workspace(own), blocks, service.present_state().own, 1e6, "Sam", "test")
    found = service.municipal(service.baseline(), "2026")
    assert found is not None
    contracts = found.contracts.set_index("block")
    assert found.own
    assert list(contracts.index) == ["late", "hall", "pier", "ship"]
    assert contracts.notice_by.tolist() == ["2026-11-05", "2027-02-03", "2027-02-28", "2027-02-28"]
    assert contracts.eur_renew["hall"] == 400 * 900 * 26
    assert pd.isna(contracts.eur_renew["ship"])
    assert contracts.lost_usable["ship"] == 300 * 0.96, "of the type's share, where the row gives none"
    assert contracts.lost_usable["pier"] == (200 - 150) * 0.96, "its next contract begins the day after"
    assert contracts.plan_says["late"] == "no_option"
    assert contracts.plan_says["ship"] == "no_option"
    assert contracts.plan_says["hall"] in {"renew", "part", "close"}
    progress = found.progress.set_index("region")
    assert progress.lasting_now["GM0599"] == 70_000
    assert progress.other_now["GM0363"] == 400
    assert progress.lasting_now["GM0344"] == 0
    provinces = service.spreading(service.baseline(), "2026").provinces.set_index("region")
    assert provinces.durable_now["PV28"] == 70_030
    steps = provinces.durable_now + provinces.opened - provinces.closed
    assert steps.to_numpy() == pytest.approx(provinces.durable_end.to_numpy())
    steps = progress.lasting_now + progress.preparing - progress.expiring
    assert steps.to_numpy() == pytest.approx(progress.lasting_end.to_numpy())
    seen = found.without_places_of_minors()
    assert progress.lasting_now["GM0505"] - seen.progress.set_index("region").lasting_now["GM0505"] == 30
    lasting = found.places.groupby("region").lasting.sum() - seen.places.groupby("region").lasting.sum()
    assert set(lasting[lasting > 0].index) == {"GM0505"}
    assert "PV28" in set(found.swaps.province)
    assert "PV28" not in set(seen.swaps.province)


def test_every_type_of_a_portfolio_houses_people_and_its_prices_are_explained(home, tmp_path):
    own = tmp_path / "home"
    shutil.copytree(home, own)
    kinds = ("municipal", "hotel", "transit", "minors")
    rows = a_portfolio(
        "camp;GM0599;regular;70000;;;;;;yes",
        *(f"{kind};GM0363;{kind};100;;2027-06-30;26;4;;no" for kind in kinds),
    )
    blocks = read_as("portfolio", rows, "p.csv").content
    service = open_service(own)
    accept_portfolio(open_workspace(own), blocks, service.present_state().own, 1e6, "Sam", "test")
    places = service.baseline().tables["places"]
    first = places[places.week == places.week.min()].groupby("type").occupied.sum()
    assert (first[list(kinds)] > 90).all()
