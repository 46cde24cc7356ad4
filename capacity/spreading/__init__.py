"""The spreidingswet: cycles, tasks and gaps of provinces and municipalities."""

from capacity.spreading.durable import durable_in_state, published_durable
from capacity.spreading.gaps import gaps, national_gap
from capacity.spreading.tasks import NOT_ALLOTTED, province_tasks, task_by_region

__all__ = [
    "NOT_ALLOTTED",
    "durable_in_state",
    "gaps",
    "national_gap",
    "province_tasks",
    "published_durable",
    "task_by_region",
]
