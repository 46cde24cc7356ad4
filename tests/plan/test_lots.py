from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.domain.time import Weeks
from capacity.plan.places.tables import cost_rows, goal_values, places_table
from capacity.plan.portfolio.lots import Lot, LotTerms, lots_of, renewals_behind
from tests.plan.small_places import START, block, small_places, solve

WEEKS = Weeks(START, 12, 0)
TERMS = LotTerms(usable_share=0.96, eur_per_place_week=10.0)


def row(**cells):
    silent = {"block": "a", "capacity": 100.0, "start": "", "contract_end": "", "durable": "no"}
    numbers = dict.fromkeys(("renewal_weeks", "notice_weeks", "eur_per_place_week", "usable_share"), np.nan)
    return {**silent, **numbers, "suitable_for": "adults_families minors", **cells}


def lots(*rows, terms=TERMS, accepted=None):
    nothing = np.zeros(WEEKS.count) if accepted is None else accepted
    return lots_of(pd.DataFrame(rows), terms, WEEKS, START, nothing)


def lot(places=10.0, end=4, **fields) -> Lot:
    known = {"block": "a", "first": 0, "present": True, "renewable": places, "renewal_weeks": 52, **fields}
    return Lot(
        places=places,
        end=end,
        usable_share=known.pop("usable_share", 1.0),
        eur_per_place_week=known.pop("eur_per_place_week", 1.0),
        durable=known.pop("durable", False),
        **known,
    )


def block_of(*parts: Lot, kind="emergency", **fields):
    weeks = 12
    ending = sum((np.eye(1, weeks, part.end)[0] * part.places for part in parts if part.end is not None), 0.0)
    return block(
        weeks,
        kind=kind,
        now=sum(part.places for part in parts),
        expiring=np.zeros(weeks) + ending,
        lots=parts,
        **fields,
    )


def test_a_contract_is_there_through_its_last_day_and_gone_at_the_end_of_that_week():
    ends_on_sunday, ends_on_monday = lots(
        row(contract_end="2026-12-06"), row(block="b", contract_end="2026-12-07")
    )
    assert ends_on_sunday.standing(4).tolist() == [100, 100, 0, 0]
    assert ends_on_monday.standing(4).tolist() == [100, 100, 0, 0]


def test_a_block_that_still_opens_is_delayed_and_delivered_in_part():
    terms = replace(TERMS, delay_weeks=2, delivered=0.5)
    coming = lots(row(start="2026-12-07", capacity=31.0), terms=terms)[0]
    assert coming.standing(6).tolist() == [0, 0, 0, 0, 15, 15]
    assert not coming.present


def test_a_block_that_ended_before_the_plan_or_would_open_after_its_end_is_not_in_the_plan():
    terms = replace(TERMS, delay_weeks=8)
    assert lots(row(contract_end="2026-11-01"), terms=terms) == []
    assert lots(row(start="2026-12-07", contract_end="2027-01-03"), terms=terms) == []


def test_a_renewal_can_be_had_only_with_an_option_and_before_the_notice_day():
    asked = date(2026, 12, 20)
    found = lots(
        row(block="none", contract_end=asked.isoformat()),
        row(block="open", contract_end=asked.isoformat(), renewal_weeks=26.0, notice_weeks=3.0),
        row(block="past", contract_end=asked.isoformat(), renewal_weeks=26.0, notice_weeks=4.0),
    )
    assert [part.renewable for part in found] == [0, 100, 0]


def test_where_a_row_is_silent_its_type_says_price_and_usable_share():
    silent, told = lots(row(), row(block="b", eur_per_place_week=7.0, usable_share=0.5))
    assert (silent.eur_per_place_week, silent.usable_share) == (10.0, 0.96)
    assert (told.eur_per_place_week, told.usable_share) == (7.0, 0.5)


def test_the_cheapest_contract_is_renewed_first():
    cheap, dear = lot(block="cheap", eur_per_place_week=1.0), lot(block="dear", eur_per_place_week=3.0)
    part = solve(small_places([block_of(dear, cheap)], [20] * 4 + [8] * 8)).blocks[0]
    assert part.renewed == (0, 8)
    assert part.available.tolist() == [20] * 4 + [8] * 8


def test_a_contract_that_cannot_be_renewed_ends_although_people_stay_without_a_bed():
    solution = solve(small_places([block_of(lot(renewable=0.0))], [10] * 12))
    assert solution.without_bed.tolist() == [0] * 4 + [10] * 8


def test_a_renewed_contract_ends_again_after_its_renewal():
    solution = solve(small_places([block_of(lot(renewal_weeks=3))], [10] * 12))
    assert solution.blocks[0].available.tolist() == [10] * 7 + [0] * 5
    assert solution.blocks[0].closed.tolist() == [0] * 7 + [10] + [0] * 4


def test_every_lot_is_paid_at_its_own_price_and_used_at_its_own_share():
    first = lot(block="a", eur_per_place_week=3.0, usable_share=0.5, end=2, renewable=0.0)
    other = lot(block="b", eur_per_place_week=1.0, usable_share=1.0, end=None, renewable=0.0)
    solution = solve(small_places([block_of(first, other)], [0] * 12))
    rows = cost_rows(solution, 1.0, 0.0)
    assert solution.blocks[0].usable[:3].tolist() == [15, 15, 10]
    assert [line[-1] for line in rows if line[3] == "emergency"][:3] == [40, 40, 10]
    assert goal_values(solution, rows)[2]["value"] == pytest.approx(2 * 40 + 10 * 10)


def test_a_regular_lot_that_does_not_last_counts_for_no_task_and_a_lasting_one_of_another_type_does():
    here = block_of(lot(durable=False, end=None), lot(30.0, end=None, durable=True), kind="regular")
    other = block_of(lot(5.0, end=None, durable=True), lot(7.0, end=None))
    table = places_table(solve(small_places([here, other], [0] * 12, {"PV20": 50.0}, 8)))
    regular = table[table.type == "regular"]
    assert regular.durable.unique().tolist() == [35]
    assert regular.task_gap.unique().tolist() == [15]


def test_what_an_accepted_plan_renewed_stays_renewed_after_the_notice_day():
    accepted = np.eye(1, WEEKS.count, 4)[0] * 60
    part = lots(row(contract_end="2026-12-21", renewal_weeks=26.0, notice_weeks=8.0), accepted=accepted)[0]
    assert (part.least, part.renewable) == (60, 60)
    solution = solve(small_places([block_of(part)], [0] * 12))
    assert solution.blocks[0].available.tolist() == [100] * 4 + [60] * 8


PARTS = st.lists(
    st.tuples(
        st.integers(1, 30),
        st.integers(0, 11),
        st.integers(1, 12),
        st.sampled_from([1.0, 2.0, 3.0]),
        st.booleans(),
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(PARTS, st.lists(st.integers(0, 80), min_size=12, max_size=12))
def test_rounded_renewals_keep_within_their_contracts_and_are_read_back_from_the_closings(parts, residents):
    given_lots = [
        lot(
            float(places),
            end=end,
            renewal_weeks=weeks,
            eur_per_place_week=price,
            durable=lasting,
            block=str(place),
        )
        for place, (places, end, weeks, price, lasting) in enumerate(parts)
    ]
    solution = solve(small_places([block_of(*given_lots)], residents))
    part = solution.blocks[0]
    assert all(
        0 <= kept <= one.renewable and kept == round(kept)
        for kept, one in zip(part.renewed, given_lots, strict=True)
    )
    standing = sum(one.standing(12) for one in given_lots)
    renewed = sum(one.renewed(12, kept) for kept, one in zip(part.renewed, given_lots, strict=True))
    assert part.available == pytest.approx(standing + renewed)
    behind = renewals_behind(given_lots, part.closed)
    if len({one.renewal_weeks for one in given_lots}) == 1:
        assert sum(behind) == pytest.approx(sum(part.renewed))
