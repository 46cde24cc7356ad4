from datetime import date

import pandas as pd
import pytest

from capacity.domain.problems import BadInputError
from capacity.domain.state import STATE_COLUMNS, State
from capacity.sources.shipped import load_table
from capacity.sources.state import read_state, shipped_state_path, state_template, write_state

REGIONS = tuple(load_table("regions/provinces").code)


@pytest.fixture
def shipped() -> State:
    return read_state(shipped_state_path(), REGIONS)


def changed(shipped: State, row: int, **cells: object) -> bytes:
    rows = shipped.rows.astype(object)
    for column, value in cells.items():
        rows.loc[row, column] = value
    return write_state(State(shipped.as_of, shipped.author, rows))


def faults(content: bytes) -> list[tuple[str, int | None, str, str | None]]:
    with pytest.raises(BadInputError) as refused:
        read_state(content, REGIONS, "state.csv")
    return [(p.key, p.row, p.column, p.value) for p in refused.value.problems]


def test_the_shipped_state_describes_one_day_and_75000_residents(shipped):
    assert shipped.as_of == date(2026, 11, 23)
    assert shipped.residents() == 75_000
    assert tuple(shipped.rows.columns) == STATE_COLUMNS


@pytest.mark.parametrize("dutch", [False, True])
def test_a_state_reads_back_equal_in_both_styles(shipped, dutch):
    back = read_state(write_state(shipped, dutch), REGIONS)
    pd.testing.assert_frame_equal(back.rows, shipped.rows)
    assert (back.as_of, back.author) == (shipped.as_of, shipped.author)


@pytest.mark.parametrize("dutch", [False, True])
def test_the_template_is_a_state_that_can_be_read(shipped, dutch):
    pd.testing.assert_frame_equal(read_state(state_template(dutch), REGIONS).rows, shipped.rows)


@pytest.mark.parametrize(
    ("cells", "fault"),
    [
        ({"measure": "waiting"}, ("not_a_choice", 2, "measure", "waiting")),
        ({"stage": "screening"}, ("unknown_stage", 2, "stage", "screening")),
        ({"stream": "repeat"}, ("unknown_stream", 2, "stream", "repeat")),
        ({"region": "PV99"}, ("unknown_region", 2, "region", "PV99")),
        ({"type": "tent"}, ("unknown_type", 2, "type", "tent")),
        ({"pool": "police"}, ("unknown_pool", 2, "pool", "police")),
        ({"class": "children"}, ("unknown_class", 2, "class", "children")),
        ({"value": -1}, ("out_of_range", 2, "value", "-1")),
        ({"value": "many"}, ("not_a_number", 2, "value", "many")),
        ({"age_to_weeks": 0}, ("age_order", 2, "age_to_weeks", "0")),
        ({"age_to_weeks": None}, ("empty_cell", 2, "age_to_weeks", "")),
        ({"week": "2026-11-24"}, ("not_a_monday", 2, "week", "2026-11-24")),
        ({"unit": "places"}, ("not_a_choice", 2, "unit", "places")),
        ({"kind": "guess"}, ("not_a_choice", 2, "kind", "guess")),
        ({"source": ""}, ("empty_text", 2, "source", "")),
        ({"as_of": "2026-11-16"}, ("not_one_value", None, "as_of", "2026-11-16, 2026-11-23")),
    ],
)
def test_a_wrong_cell_is_refused_with_its_place(shipped, cells, fault):
    assert fault in faults(changed(shipped, 0, **cells))


def test_faults_of_several_rows_are_told_at_once(shipped):
    rows = shipped.rows.astype(object)
    rows.loc[0, "value"] = -5
    rows.loc[1, "stage"] = "nowhere"
    rows.loc[203, "region"] = "Utrecht"
    found = faults(write_state(State(shipped.as_of, shipped.author, rows)))
    assert [(key, row) for key, row, *_ in found if row] == [
        ("out_of_range", 2),
        ("unknown_stage", 3),
        ("unknown_region", 205),
    ]


def test_a_repeated_row_is_refused(shipped):
    rows = pd.concat([shipped.rows, shipped.rows.iloc[[5]]])
    found = faults(write_state(State(shipped.as_of, shipped.author, rows)))
    assert [(key, row) for key, row, *_ in found] == [("row_twice", len(shipped.rows) + 2)]


@pytest.mark.parametrize("measure", ["queue", "residents", "places", "durable"])
def test_a_missing_figure_is_never_taken_for_zero(shipped, measure):
    rows = shipped.rows[shipped.rows.measure != measure]
    found = faults(write_state(State(shipped.as_of, shipped.author, rows)))
    assert {key for key, *_ in found} == {"missing_row"}


def test_one_missing_queue_is_named(shipped):
    rows = shipped.rows[~((shipped.rows.stage == "appeal") & (shipped.rows.stream == "border"))]
    with pytest.raises(BadInputError) as refused:
        read_state(write_state(State(shipped.as_of, shipped.author, rows)), REGIONS)
    assert [(p.key, p.expected) for p in refused.value.problems] == [("missing_row", "queue appeal border")]


@pytest.mark.parametrize("typed", ["PV2O", "PV99", ""])
def test_a_mistyped_region_is_told_once_and_a_row_that_is_really_missing_still_is(shipped, typed):
    regular = shipped.rows[(shipped.rows.measure == "places") & (shipped.rows.type == "regular")]
    mistyped, gone = (regular.index[regular.region == region][0] for region in ("PV20", "PV21"))
    rows = shipped.rows.drop(index=gone)
    rows.loc[mistyped, "region"] = typed
    with pytest.raises(BadInputError) as refused:
        read_state(write_state(State(shipped.as_of, shipped.author, rows)), REGIONS)
    told = [(p.key, p.expected) for p in refused.value.problems if p.key == "missing_row"]
    assert told == [("missing_row", "places PV21 regular")]
    assert len(refused.value.problems) == 2


def test_a_state_with_a_persons_number_is_refused_without_repeating_it(shipped):
    with pytest.raises(BadInputError) as refused:
        read_state(changed(shipped, 0, note="111222333"), REGIONS)
    assert [(p.key, p.row, p.column, p.value) for p in refused.value.problems] == [
        ("personal_data", 2, "note", None)
    ]
