"""The shipped Dutch case, loaded once for all tests of the plan."""

from functools import cache

from capacity.domain.time import Weeks, monday_on_or_after
from capacity.plan.chain.run import run_chain
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.arrivals import planned_arrivals
from capacity.plan.network.scenario_values import scenario_levers, scenario_parameters
from capacity.plan.places.dutch import PlacesInput
from capacity.plan.whole import PlanInput, WholePlan, places_input, solve_plan
from capacity.scenario import Scenario, Settings, default_scenario, scenario_from, settings_from_csv
from capacity.sources.shipped import data_folder, load_parameters, load_table
from capacity.sources.state import read_state, shipped_state_path


@cache
def dutch_input(shown: int = 52) -> PlanInput:
    provinces = load_table("regions/provinces")
    tasks = load_table("spreading/province_tasks")
    tasks = tasks[(tasks.cycle == "2026_opgave") & (tasks.region != "NL")]
    state = read_state(shipped_state_path(), tuple(provinces.code))
    return PlanInput(
        parameters=load_parameters(),
        state=state,
        paths=None,
        duties=load_table("duties"),
        provinces=provinces,
        tasks=dict(zip(tasks.region, tasks.places, strict=True)),
        weeks=Weeks(monday_on_or_after(state.as_of), shown, 26),
    )


@cache
def dutch_settings() -> Settings:
    return settings_from_csv(data_folder() / "settings.csv", load_parameters())


def dutch_scenario(**changes) -> Scenario:
    content = {"arrivals": "rates", **changes}
    codes = tuple(dutch_input().provinces.code)
    return scenario_from(content, dutch_settings(), dutch_input().parameters, codes)


def dutch_chain_input(shown: int = 26, **changes) -> ChainInput:
    given, scenario = dutch_input(shown), dutch_scenario(**changes)
    parameters = scenario_parameters(scenario, given.parameters)
    arrivals = planned_arrivals(scenario, given.paths, parameters, given.weeks)
    levers = scenario_levers(scenario, parameters, given.weeks)
    return ChainInput(parameters, given.parameters, given.state, arrivals, levers, given.weeks)


def dutch_places_input(shown: int = 52) -> PlacesInput:
    given, chain = dutch_input(shown), dutch_chain_input(shown)
    return places_input(given, dutch_scenario(), chain.parameters, run_chain(chain))


@cache
def dutch_baseline(shown: int = 52) -> WholePlan:
    return solve_plan(dutch_input(shown), dutch_scenario())


def dutch_plan(shown: int = 52, /, **changes) -> WholePlan:
    return solve_plan(dutch_input(shown), dutch_scenario(**changes))


__all__ = [
    "default_scenario",
    "dutch_baseline",
    "dutch_chain_input",
    "dutch_input",
    "dutch_places_input",
    "dutch_plan",
    "dutch_scenario",
]
