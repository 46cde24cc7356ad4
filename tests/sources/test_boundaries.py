"""Municipal boundaries from a file: what is kept, and what is refused in words."""

import json

import pytest

from capacity.domain.problems import BadInputError
from capacity.sources.boundaries import GRID, kept_boundaries, read_boundaries, written_boundaries

SQUARE = [[0, 0], [1000, 0], [1000, 2000], [0, 2000], [0, 0]]
NEXT = [[1000, 0], [1500, 0], [1500, 2000], [1000, 2000], [1000, 0]]


def area(ring, kind="Polygon", **properties):
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": list(features)}).encode()


def faults(content: bytes) -> list[tuple[str, int | None]]:
    with pytest.raises(BadInputError) as refused:
        read_boundaries(content, "b.geojson")
    return [(problem.key, problem.row) for problem in refused.value.problems]


def test_codes_and_shapes_are_kept_on_a_grid_and_everything_else_is_left_behind():
    shapes = read_boundaries(
        collection(area(SQUARE, statcode="GM0363", mayor="somebody"), area(NEXT, "MultiPolygon", code="0344"))
    )
    assert set(shapes) == {"GM0363", "GM0344"}
    assert shapes["GM0363"] == [[[0, 0], [350, 0], [350, 700], [0, 700], [0, 0]]]
    assert max(y for ring in shapes["GM0363"] for _, y in ring) == GRID
    assert "somebody" not in written_boundaries(shapes)
    assert kept_boundaries(written_boundaries(shapes)) == shapes


def test_neighbours_still_share_their_border_and_tiny_rings_go():
    crumb = [[0, 0], [0.1, 0], [0.1, 0.1], [0, 0]]
    shapes = read_boundaries(
        collection(
            area(SQUARE, statcode="GM0363"), area(NEXT, statcode="GM0344"), area(crumb, statcode="GM0344")
        )
    )
    assert [350, 700] in shapes["GM0363"][0]
    assert [350, 700] in shapes["GM0344"][0]
    assert len(shapes["GM0344"]) == 1


def test_degrees_are_drawn_as_wide_as_they_are_at_this_latitude():
    ring = [[4.0, 52.0], [5.0, 52.0], [5.0, 53.0], [4.0, 53.0], [4.0, 52.0]]
    (drawn,) = read_boundaries(collection(area(ring, statcode="GM0363")))["GM0363"]
    assert max(x for x, _ in drawn) == pytest.approx(0.613 * GRID, abs=1)


def test_a_municipality_that_merged_belongs_to_the_one_it_is_part_of():
    shapes = read_boundaries(collection(area(SQUARE, statcode="GM0457"), area(NEXT, statcode="GM0363")))
    assert set(shapes) == {"GM0363"}


@pytest.mark.parametrize(
    "content",
    [
        b"municipality;score\nGM0363;1\n",
        b"\xff\xfe\x00",
        b"[]",
        b'{"type":"FeatureCollection","features":[]}',
        b'{"features":' + b"[" * 100_000,
        b'{"type":"FeatureCollection","features":[NaN]}',
        b'{"features":' + b"9" * 10_000 + b"}",
    ],
    ids=["table", "bytes", "list", "nothing", "deep", "nan", "digits"],
)
def test_what_is_no_geojson_is_refused_in_words(content):
    assert faults(content) == [("no_geojson", None)]


def test_every_fault_is_told_with_the_number_of_its_area():
    point = {
        "type": "Feature",
        "properties": {"statcode": "GM0363"},
        "geometry": {"type": "Point", "coordinates": [1, 2]},
    }
    found = faults(
        collection(
            area(SQUARE, statcode="GM0363"),
            area(SQUARE, statcode="<script>"),
            point,
            area([[0, 0], ["x", 1], [2, 2]], statcode="GM0344"),
            area([[0, 0], [10**400, 1], [2, 2]], statcode="GM0344"),
            "text",
        )
    )
    assert found == [
        ("no_municipality", 2),
        ("no_shape", 3),
        ("no_shape", 4),
        ("no_shape", 5),
        ("no_geojson", 6),
    ]


def test_a_shape_without_extent_and_an_empty_file_are_refused():
    assert faults(collection(area([[1, 1], [1, 1], [1, 1]], statcode="GM0363"))) == [("no_shape", None)]
    assert faults(b"") == [("empty_file", None)]
