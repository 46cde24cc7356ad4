"""Prints how long the explanations of a plan take: prices, who owns a shortfall, repairs.

Run from the checkout: python -m tests.benchmarks.explanation_speed
At 12 provinces and 52 weeks, for the baseline and for more arrivals; the best of three, on the clock and in
seconds of work. Bars: prices with ranges for every resource and week 0.3 s, shortfall 0.5 s, repairs 5 s.
"""

from __future__ import annotations

from time import perf_counter, process_time

from capacity.plan.explain.prices import prices_table
from capacity.plan.explain.repair import repairs_table
from capacity.plan.explain.shortfall import shortfall
from capacity.plan.explain.solved import solved_plan
from tests.plan.dutch import dutch_input, dutch_scenario

INFLOWS = (0, 20, 60)
RUNS = 3


def main() -> None:
    """Times every explanation of every instance."""
    for inflow in INFLOWS:
        plan = solved_plan(dutch_input(), dutch_scenario(inflow=inflow))
        for made in (prices_table, shortfall, repairs_table):
            seconds, rows = [], 0
            for _ in range(RUNS):
                wall, work = perf_counter(), process_time()
                rows = len(made(plan))
                seconds.append((perf_counter() - wall, process_time() - work))
            wall, work = min(seconds)
            print(f"{inflow:+4d} % {made.__name__:14} {rows:5d} rows {wall:6.2f} s {work:6.2f} s of work")


if __name__ == "__main__":
    main()
