"""What a scenario does to the plan's numbers: parameters with its values, and levers week by week."""

from __future__ import annotations

from datetime import date

from capacity.domain.parameters import Parameters
from capacity.domain.time import Weeks
from capacity.plan.network.levers import Levers, Regime, pact_applies_from
from capacity.scenario import Scenario, held_weeks

PERCENT = 100.0
PACT_ACTS, DUBLIN_ACTS = ("SCR", "EUD", "APR", "RBP"), ("AMMR", "CRI")
SHARED_TYPES = ("regular", "emergency", "crisis", "municipal", "hotel", "transit", "minors")
DECISION_STREAMS = ("old", "normal", "accelerated", "border")


def scenario_parameters(scenario: Scenario, parameters: Parameters) -> Parameters:
    """All parameters with the scenario's values in place; its own `parameters` win over its settings."""
    number = parameters.number
    values = {
        "decisions_per_week": scenario.decisions,
        "old_stock_min_share": scenario.old_share / PERCENT,
        "appeal_sessions": number("appeal_sessions") * scenario.sessions / PERCENT,
        "border_share": scenario.border_share / PERCENT,
        "border_stay_weeks": scenario.stay,
        "border_places_fixed": scenario.jcs,
        "border_places_buffer": number("border_places_buffer") if scenario.buffer else 0.0,
        "border_return_leg_share": scenario.return_leg / PERCENT,
        "family_from_grants": 1.0 if scenario.family_link else 0.0,
        "eurodac_catchup": scenario.catchup / PERCENT,
        "intake_cap": scenario.intake_cap,
        "lead_weeks_emergency": scenario.lead_em,
        "eur_per_changed_place": scenario.change_price,
        "screening_border_per_week": number("screening_border_per_week")
        * (1 + scenario.screen_border / PERCENT),
        "screening_territory_per_week": number("screening_territory_per_week")
        * (1 + scenario.screen_territory / PERCENT),
        "housing_realised_share": number("housing_realised_share") * (1 + scenario.housing / PERCENT),
        **_responsibility(scenario, parameters),
        **_grants(scenario, parameters),
        **{f"usable_share_{kind}": scenario.usable / PERCENT for kind in SHARED_TYPES},
    }
    return parameters.with_values(values).with_values(scenario.parameters)


def _responsibility(scenario: Scenario, parameters: Parameters) -> dict[str, float]:
    """More transfers, fewer who come back; who leaves by himself is never more than the rest."""
    transfer = scenario.transfer / PERCENT
    leaves = min(parameters.number("responsibility_leaves"), 1 - transfer)
    return {"responsibility_transfer": transfer, "responsibility_leaves": leaves}


def _grants(scenario: Scenario, parameters: Parameters) -> dict[str, float]:
    """All streams scaled alike, so that the mean on merits is the share asked for; never above one."""
    factor = scenario.grant / PERCENT / parameters.number("grant_merits")
    return {
        f"grant_{stream}": min(1.0, parameters.number(f"grant_{stream}") * factor)
        for stream in DECISION_STREAMS
    }


def scenario_levers(scenario: Scenario, parameters: Parameters, weeks: Weeks) -> Levers:
    """Outage, regime, dates of the acts, support and hiring, by week."""
    start: date | None = scenario.outage_start
    if start is None and scenario.outage:
        start = weeks.monday(round(parameters.number("outage_after_weeks")))
    pact, dublin = date.fromisoformat(scenario.pact_from), date.fromisoformat(scenario.dublin_from)
    return Levers(
        outage_start=start,
        outage_length_weeks=scenario.outage,
        outage_share=scenario.outage_level / PERCENT,
        regimes=tuple(Regime(one.regime, one.start, held_weeks(one, parameters)) for one in scenario.regimes),
        starts={act: dublin if act in DUBLIN_ACTS else pact for act in (*PACT_ACTS, *DUBLIN_ACTS)},
        old_until=pact if pact > pact_applies_from(parameters) else None,
        support=scenario.support,
        support_pool=scenario.support_pool,
        support_start=scenario.support_start,
        support_length_weeks=scenario.support_weeks,
        deciders=scenario.fte,
    )
