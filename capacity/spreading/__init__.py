"""The spreidingswet: cycles, tasks and gaps of provinces and municipalities."""

from capacity.spreading.apportion import Apportion, by_largest_remainder
from capacity.spreading.cycle import cycle_dates, supervision_step
from capacity.spreading.durable import durable_in_state, published_durable
from capacity.spreading.gaps import gaps, national_gap
from capacity.spreading.housing import NationalHomes, homes_by_municipality, housed_share, municipal_housing
from capacity.spreading.key import Key, by_inhabitants, by_inhabitants_and_score, deviations
from capacity.spreading.minors import minors_by_province, minors_not_allotted, minors_share, with_minors
from capacity.spreading.municipalities import municipal_facts, municipal_tasks, not_allotted_tasks
from capacity.spreading.progress import carriers, lasting_moves, met_from, province_progress
from capacity.spreading.swaps import swaps
from capacity.spreading.tasks import NOT_ALLOTTED, PLANNED_CYCLE, province_tasks, task_by_region

__all__ = [
    "NOT_ALLOTTED",
    "PLANNED_CYCLE",
    "Apportion",
    "Key",
    "NationalHomes",
    "by_inhabitants",
    "by_inhabitants_and_score",
    "by_largest_remainder",
    "carriers",
    "cycle_dates",
    "deviations",
    "durable_in_state",
    "gaps",
    "homes_by_municipality",
    "housed_share",
    "lasting_moves",
    "met_from",
    "minors_by_province",
    "minors_not_allotted",
    "minors_share",
    "municipal_facts",
    "municipal_housing",
    "municipal_tasks",
    "national_gap",
    "not_allotted_tasks",
    "province_progress",
    "province_tasks",
    "published_durable",
    "supervision_step",
    "swaps",
    "task_by_region",
    "with_minors",
]
