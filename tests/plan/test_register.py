"""The law as data: every rule of the programs has a record, every record a rule and a text that holds it."""

import pytest

from capacity.domain.plan_result import STAGES
from capacity.law import article_act
from capacity.plan.chain.rows import build_chain
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.places.dutch import dutch_places
from capacity.plan.places.rows import build_places
from capacity.plan.solver.program import Program
from capacity.service.inputs import load_inputs
from capacity.sources.shipped import load_act_urls, load_parameters, load_table
from tests.plan.dutch import dutch_baseline, dutch_chain_input, dutch_places_input, dutch_plan
from tests.plan.golden import FOLDER, families, golden_texts

RECORDS = load_table("constraints")
FAMILIES = sorted(f"{row.program}.{row.id}" for row in RECORDS.itertuples())
DUTIES = load_table("duties")
# in the program when a planner asks for them, gives a portfolio, plans for longer than a contract lasts,
# or when there was a plan before
ASKED = ("ceiling", "buffer", "fair", "renewals", "suits", "spare", "last_day", "last")
ASKED_ONLY = {f"places.{family}" for family in ASKED}
# where overtime is allowed, and where a first solve let somebody leave twice or stay past a short term
IN_NEED = {"regular_work", "let_go", "gone_in_time"}


def recorded(program):
    return set(RECORDS[RECORDS.program == program].id)


def test_every_constraint_family_of_the_chain_has_a_record_and_every_record_its_rows():
    program = Program("chain")
    build_chain(dutch_network(dutch_chain_input()), program)
    assert set(families(program)) == recorded("chain") - IN_NEED


def test_every_constraint_family_of_the_places_has_a_record():
    program = build_places(dutch_places(dutch_places_input())).program
    missing = {f"places.{family}" for family in recorded("places")} - {
        f"places.{family}" for family in families(program)
    }
    assert set(families(program)) <= recorded("places")
    assert missing <= ASKED_ONLY


@pytest.mark.parametrize("family", FAMILIES)
def test_the_rows_of_a_family_are_those_that_somebody_read_and_agreed_with(family):
    """A record without such a text fails here; `python -m tests.plan.golden` writes them to be read."""
    assert golden_texts()[family] == (FOLDER / f"{family}.lp").read_text(encoding="utf-8")


def test_no_text_is_kept_for_a_family_that_is_gone():
    assert {path.name for path in FOLDER.iterdir()} == {f"{family}.lp" for family in FAMILIES}


def test_every_duty_names_the_formula_that_counts_it():
    known = {f"{row.program}.{row.id}" for row in RECORDS.itertuples()}
    assert set(DUTIES.formula) <= known


def test_every_duty_of_the_register_is_in_every_plan_and_no_other():
    """The resettled have theirs where somebody enters such people: none by default."""
    assert set(dutch_baseline().tables["duties"].duty) == set(DUTIES.duty) - {"eurodac_resettled"}


def test_article_and_bound_of_the_plan_are_those_of_the_register():
    table = dutch_baseline().tables["duties"].drop_duplicates("duty").set_index("duty")
    register = DUTIES.set_index("duty").loc[table.index]
    assert (table.article == register.article).all()
    assert (table.bound == register.bound).all()


def test_every_duty_of_an_act_of_the_union_leads_to_its_text_by_eli():
    urls = load_act_urls()
    for article in DUTIES.article:
        if article_act(article) in urls and urls[article_act(article)]:
            assert "/eli/" in urls[article_act(article)], article
    assert load_inputs().duties.equals(DUTIES)


def test_a_duty_that_can_happen_once_says_what_the_event_weighs_and_no_other_does():
    events = DUTIES.counts.eq("unfinished") | DUTIES.formula.eq("chain.pot")
    assert DUTIES[events].event_weeks.notna().all()
    assert DUTIES[~events].event_weeks.isna().all()


def test_ranks_and_weights_stand_among_the_numbers_a_planner_may_change():
    known = load_parameters()
    for row in DUTIES.itertuples():
        assert known[f"rank_{row.duty}"].value == row.rank
    assert known["event_weeks_border_procedure"].unit == "person-weeks/event"


def test_a_planner_who_ranks_the_old_stock_with_the_pact_terms_has_one_level_less():
    levels = [row for row in dutch_baseline().goals if (row["program"], row["id"]) == ("chain", "duties")]
    same = dutch_plan(parameters={"rank_decide_old": 2})
    assert sum((row["program"], row["id"]) == ("chain", "duties") for row in same.goals) == len(levels) - 1


def test_every_stage_of_a_plan_is_a_stage_of_the_list():
    assert set(dutch_baseline().tables["plan"].stage) == set(STAGES)
