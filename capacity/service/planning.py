"""From a scenario to a plan result: tables, summary, receipt."""

from __future__ import annotations

import hashlib
import json
import platform
import resource
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from capacity.domain.last_plan import LastPlan
from capacity.domain.parameters import Parameters
from capacity.domain.paths import StreamPaths
from capacity.domain.pins import Pin, with_pins
from capacity.domain.plan_result import PlanResult
from capacity.domain.state import State
from capacity.plan.live import LivePlan
from capacity.plan.whole import PlanInput, WholePlan, solve_plan
from capacity.scenario import Scenario, pins_of, resolved, scenario_hash
from capacity.service.inputs import Inputs, plan_weeks, planned_tasks, shipped_hashes

HASH_LENGTH = 16
GAP_DECIMALS = 6
OPTIMAL, TIME_LIMIT = "optimal", "time limit"
LAW_TABLES = ("law/acts.csv", "law/parameters.csv", "duties.csv")


@dataclass(frozen=True)
class Ground:
    """What a plan stands on beside the shipped facts: a snapshot's forecast, and today's state.

    Args:
        overrides: the planners' changes that `paths` already hold: id, author, saved_at, reason, content.
        last: the plan made before, to stay close to; None when there is none.
    """

    snapshot: str
    state: State
    paths: StreamPaths | None
    forecast_hash: str
    overrides: tuple[Mapping[str, Any], ...] = ()
    last: LastPlan | None = None

    @cached_property
    def state_hash(self) -> str:
        """A fingerprint of today's state."""
        return state_hash(self.state)

    @property
    def last_hash(self) -> str:
        """A fingerprint of the plan made before; empty without one."""
        return "" if self.last is None else self.last.fingerprint

    @cached_property
    def key(self) -> str:
        """Equal for grounds on which every scenario gives the same plan."""
        content = [self.snapshot, self.forecast_hash, self.state_hash, str(self.state.as_of), self.last_hash]
        changes = json.dumps([dict(override) for override in self.overrides], sort_keys=True)
        return hashlib.sha256(" ".join([*content, changes]).encode()).hexdigest()[:HASH_LENGTH]


def make_result(
    inputs: Inputs,
    ground: Ground,
    scenario: Scenario,
    write_model: Path | None = None,
    progress: Callable[[str], object] = str,
    pins: Sequence[Pin] = (),
    live: LivePlan | None = None,
) -> PlanResult:
    """Solves a scenario and wraps the answer with its summary and receipt.

    Args:
        pins: cells of the plan that keep their value, beside those that the scenario pins.
        live: models on which the plan is solved warm; afresh if not given.
    """
    given = plan_input(inputs, ground, scenario)
    shown = {day.isoformat() for day in given.weeks.mondays()[: given.weeks.shown]}
    pins = with_pins((pin for pin in pins_of(scenario) if pin.week in shown), pins)
    if live is None:
        whole = solve_plan(given, scenario, write_model, progress, pins)
    else:
        whole = live.plan(given, scenario, progress, pins)
    return PlanResult(
        scenario=scenario.name,
        tables=whole.tables,
        summary=_summary(inputs, ground, scenario, whole, pins),
        run=_run(whole),
        scenario_document=resolved(scenario),
        receipt=receipt(ground, scenario, pins),
        notices=whole.notices,
    )


def plan_input(inputs: Inputs, ground: Ground, scenario: Scenario) -> PlanInput:
    """Everything that a plan of a scenario rests on."""
    return PlanInput(
        parameters=inputs.parameters,
        state=ground.state,
        paths=ground.paths,
        duties=inputs.duties,
        provinces=inputs.provinces,
        tasks=planned_tasks(inputs, ground.state),
        weeks=plan_weeks(ground.state, scenario, inputs.parameters),
        last=ground.last,
    )


def _summary(
    inputs: Inputs, ground: Ground, scenario: Scenario, whole: WholePlan, pins: Sequence[Pin]
) -> dict[str, Any]:
    return {
        "status": TIME_LIMIT if any(whole.gap.values()) else OPTIMAL,
        "gap": {program: round(gap, GAP_DECIMALS) for program, gap in whole.gap.items()},
        "objective": whole.objective,
        "goals": whole.goals,
        "cost_eur_by_year": cost_by_year(whole.tables["costs"]),
        "whole_places": {
            "eur": whole.notices["whole_places_cost_eur"],
            "share": whole.notices["whole_places_cost_share"],
        },
        "size": {program: dict(size) for program, size in whole.size.items()},
        "snapshot": ground.snapshot,
        "overrides": [dict(override) for override in ground.overrides],
        "as_of": ground.state.as_of.isoformat(),
        "scenario_hash": scenario_hash(scenario),
        "program_version": program_version(),
        "law_version": law_version(),
        **values_to_mark(inputs.parameters, scenario),
        "pinned": [pin.as_document() for pin in pins],
    }


def values_to_mark(parameters: Parameters, scenario: Scenario) -> dict[str, list[str]]:
    """What every page and export marks: values nobody published, those of the scenario, and articles left.

    Args:
        parameters: every value as shipped.
        scenario: its own `parameters` count as its own values, and no longer as assumed or still needed.
    """
    own = scenario.parameters
    return {
        "assumptions": parameters.marked("assumption", own),
        "inputs_needed": parameters.marked("input needed", own),
        "own_values": sorted(own),
        "deviations": list(scenario.deviations),
    }


def cost_by_year(costs: pd.DataFrame) -> dict[str, float]:
    """EUR of the weeks shown by calendar year of their Monday, money goal only."""
    money = costs[costs.goal == "money"]
    sums = money.groupby(money.week.str[:4]).eur.sum()
    return {str(year): round(float(value), 2) for year, value in sums.items()}


def program_version() -> str:
    """The version of this program."""
    return version("capacity")


def law_version() -> str:
    """A fingerprint of the law as data: acts, legal parameters and the register of duties."""
    hashes = shipped_hashes()
    joined = "".join(hashes[name] for name in LAW_TABLES)
    return hashlib.sha256(joined.encode()).hexdigest()[:HASH_LENGTH]


def receipt(ground: Ground, scenario: Scenario, pins: Sequence[Pin] = ()) -> dict[str, Any]:
    """Hashes of every input of a plan."""
    return {
        "scenario": scenario_hash(scenario),
        "state": ground.state_hash,
        "forecast": ground.forecast_hash,
        "last_plan": ground.last_hash,
        "overrides": [dict(override) for override in ground.overrides],
        "snapshot": ground.snapshot,
        "data": shipped_hashes(),
        "program_version": program_version(),
        "pinned": pins_hash(pins),
    }


def pins_hash(pins: Sequence[Pin]) -> str:
    """A fingerprint of the pinned cells; empty when there are none."""
    content = json.dumps([pin.as_document() for pin in with_pins((), pins)], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()[:HASH_LENGTH] if pins else ""


def state_hash(state: State) -> str:
    """A fingerprint of today's state, with its portfolio and targets when it has them."""
    content = state.rows.to_csv(index=False)
    if state.portfolio is not None:
        content += state.portfolio.to_csv(index=False)
    if state.targets is not None:
        content += state.targets.to_csv(index=False)
    return hashlib.sha256(content.encode()).hexdigest()[:HASH_LENGTH]


def paths_hash(paths: StreamPaths) -> str:
    """A fingerprint of the stored paths."""
    digest = hashlib.sha256(paths.start.isoformat().encode())
    for stream in sorted(paths.persons):
        digest.update(stream.encode() + paths.persons[stream].tobytes())
    return digest.hexdigest()[:HASH_LENGTH]


def _run(whole: WholePlan) -> dict[str, Any]:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "seconds": {phase: round(value, 6) for phase, value in whole.seconds.items()},
        "memory_peak_kib": peak,
        "machine": f"{platform.system()} {platform.machine()} Python {platform.python_version()}",
    }


def to_json(content: Any) -> str:
    """JSON with sorted keys and a line end, the same for the same content."""
    return json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n"
