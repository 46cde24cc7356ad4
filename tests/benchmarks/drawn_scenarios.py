"""Scenarios drawn over all settings of the chain, each planned and then served person by person.

    python -m tests.benchmarks.drawn_scenarios --weeks 52 --first 0 --count 40

Prints for each the stages where queue or late count of plan and persons differ, and the seconds of both.
"""

import argparse
from datetime import date, timedelta
from random import Random
from time import process_time

import numpy as np

from capacity.plan.chain.duties import over_term
from capacity.plan.chain.run import run_chain
from tests.plan.dutch import dutch_chain_input

START, WEEKS, PERIOD_WEEKS = date(2026, 11, 23), 40, 26
AGREED_PERSONS = 1e-3
REGIMES = ("mass", "crisis", "requested", "prolonged", "expedited")
POOLS = ("ind_ova", "eurodac_devices", "eurodac_devices_border", "ind_deciders")
SLIDERS = {  # how often it is moved, from, to, step
    "inflow": (0.7, -50, 100, 5),
    "family": (0.2, -80, 150, 5),
    "screen_border": (0.3, -50, 100, 5),
    "screen_territory": (0.3, -50, 100, 5),
    "decisions": (0.5, 150, 800, 10),
    "fte": (0.3, -300, 600, 20),
    "old_share": (0.5, 0, 100, 5),
    "grant": (0.3, 20, 80, 1),
    "sessions": (0.6, 50, 150, 5),
    "border_share": (0.6, 2, 15, 0.5),
    "stay": (0.5, 4, 12, 0.5),
    "jcs": (0.4, 100, 600, 2),
    "return_leg": (0.4, 0, 100, 5),
    "transfer": (0.3, 0, 60, 1),
    "housing": (0.3, -50, 50, 5),
}
SHARES = {  # how often it is moved, from, to
    "border_relocated_share": (0.5, 0, 1),
    "resettled_share": (0.2, 0, 0.8),
    "responsibility_detained_share": (0.2, 0, 0.25),
    "responsibility_detained_later_share": (0.2, 0, 0.25),
    "incoming_detained_share": (0.2, 0, 0.4),
    "incoming_urgent_share": (0.2, 0, 0.6),
    "incoming_take_back_share": (0.2, 0, 1),
    "transfer_imprisoned_share": (0.2, 0, 0.3),
    "transfer_absconded_share": (0.2, 0, 0.4),
    "transfer_back_share": (0.2, 0, 0.2),
    "border_ground_c_lifted": (0.2, 0, 1),
    "border_ground_j_lifted": (0.2, 0, 1),
    "overtime_share": (0.3, 0.05, 0.2),
    "register_forwarded_share": (0.2, 0, 1),
    "after_return_decision_share": (0.2, 0, 1),
    "expedited_share": (0.2, 0, 1),
    "old_extended_share": (0.2, 0, 1),
    "border_families_share": (0.1, 0, 0.5),
    "border_exempt_share": (0.1, 0, 0.5),
    "crisis_take_back_relief_share": (0.1, 0, 1),
    "detention_review_exception_share": (0.2, 0, 1),
    "under_six_share": (0.1, 0, 0.15),
    "extended_share_normal": (0.2, 0, 1),
    "extended_share_admissibility": (0.2, 0, 1),
    "held_over_72h_share": (0.2, 0, 0.3),
}
LIFTED = ["APR 47(3)", "APR 48(2)"]
"""The deviation that a ground lifted by choice is."""


def drawn(seed):
    """A scenario: the same for the same seed."""
    dice = Random(seed)
    content = {
        name: low + step * dice.randint(0, round((high - low) / step))
        for name, (often, low, high, step) in SLIDERS.items()
        if dice.random() < often
    }
    if dice.random() < 0.3:
        content |= {"shock": dice.randrange(-80, 301, 5), "shock_start": _monday(dice), "shock_weeks": 20}
    if dice.random() < 0.4:
        level, catchup = dice.choice((100, 80, 50, 25)), dice.randrange(100, 301, 10)
        content |= {"outage": dice.randint(1, 8), "outage_start": _monday(dice)}
        content |= {"outage_level": level, "catchup": catchup}
    if dice.random() < 0.3:
        content |= {"support": dice.randrange(10, 301, 10), "support_pool": dice.choice(POOLS)}
        content |= {"support_start": _monday(dice), "support_weeks": dice.randint(1, WEEKS)}
    content |= {"family_link": dice.random() < 0.2, "buffer": dice.random() < 0.8}
    content["pact_from"] = dice.choice(("2026-06-12", "2026-07-01"))
    content["dublin_from"] = dice.choice(("2026-06-12", "2026-07-01"))
    if dice.random() < 0.6:
        content["regimes"] = [_period(dice) for _ in range(dice.randint(1, 4))]
    content["parameters"] = {
        name: round(dice.uniform(low, high), 3)
        for name, (often, low, high) in SHARES.items()
        if dice.random() < often
    }
    if any("lifted" in name for name in content["parameters"]):
        content["deviations"] = LIFTED
    return content


def _monday(dice):
    return (START + timedelta(weeks=dice.randrange(WEEKS))).isoformat()


def _period(dice):
    regime, start = dice.choice(REGIMES), _monday(dice)
    return {
        "regime": regime,
        "start": start,
        "weeks": 2 if regime == "requested" else dice.randint(1, PERIOD_WEEKS),
    }


def differences(shown, changes):
    """Stages where plan and persons differ by more than is agreed, and the seconds of both."""
    from tests.plan.test_first_in_first_out import Simulation

    given, times = dutch_chain_input(shown, **changes), [process_time()]
    solution = run_chain(given).solution
    times.append(process_time())
    persons, found = Simulation(solution, given), []
    times.append(process_time())
    for station in solution.network.stations:
        weeks, key = solution.stations[station.key], station.key
        entering = station.left_share * (weeks.inflow - weeks.diverted)
        leavers = station.opening.total * station.left_share + np.cumsum(entering - weeks.left)
        apart = {
            "queue": (persons.queue[key] + leavers - weeks.queue)[:shown],
            "late": (persons.late[key] - over_term(solution, station))[:shown],
            "not due": np.array([persons.not_due[key]]),
        }
        if station.term_weeks is None:
            apart.pop("late")
        most = {kind: round(float(np.abs(by_week).max()), 4) for kind, by_week in apart.items()}
        found += [(*key, kind, value) for kind, value in most.items() if value > AGREED_PERSONS]
    return found, np.diff(times)


def main():
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--weeks", type=int, default=52)
    asked.add_argument("--first", type=int, default=0)
    asked.add_argument("--count", type=int, default=40)
    given = asked.parse_args()
    for seed in range(given.first, given.first + given.count):
        found, (planned, served) = differences(given.weeks, drawn(seed))
        print(f"{seed:4} {planned:5.1f} s {served:5.1f} s  {found or 'agrees'}", flush=True)


if __name__ == "__main__":
    main()
