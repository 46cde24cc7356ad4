from capacity.domain.moved import moved
from tests.service.tiny import WEEKS, tiny_plan

HERE, THERE = ("PV20", "emergency"), ("PV21", "emergency")


def plan(here, there):
    return tiny_plan(places={HERE: here, THERE: there}, opened={HERE: here, THERE: there})


def test_a_plan_lies_at_no_distance_from_itself():
    found = moved(plan((0, 5, 5, 5), (0,) * 4), plan((0, 5, 5, 5), (0,) * 4))
    assert (found.opened, found.not_opened, found.persons, found.week) == (0, 0, 0, "")


def test_places_that_open_elsewhere_count_on_both_sides_and_their_people_once():
    found = moved(plan((0, 5, 5, 0), (0,) * 4), plan((0, 5, 1, 0), (0, 0, 4, 0)))
    assert (found.opened, found.not_opened) == (4, 4)
    assert (found.persons, found.week) == (4, WEEKS[2])


def test_people_who_come_beside_have_not_moved():
    found = moved(plan((0, 5, 5, 5), (0,) * 4), plan((0, 5, 5, 5), (0, 3, 0, 0)))
    assert (found.opened, found.not_opened, found.persons) == (3, 0, 0)
