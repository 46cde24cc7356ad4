"""A what-if answered warm: the baseline's two programs stay loaded, and only what changed is solved again.

Every solve starts from a basis of the baseline (where its goals ended, else where they began), or of the
baseline with more people, at the border or in all, where the scenario is nearer to that. Which one follows
from the scenario alone, so it gives the same plan to the last byte whatever was asked before it, and the plan
that a cold solve gives. For one thread at a time: threads share a `Base`, each has a `LivePlan` of its own.

    base = Base(given, scenario)                       # solves the baseline once
    live = LivePlan(base)
    live.limit(time_limit_seconds=30, brake=brake)     # optional, for the solves that follow
    plan = live.plan(given, other_scenario)            # a whole plan: tables, goals, identities checked
    chain = live.chain(chain_input)                    # the chain alone
    places = live.places(places_input)                 # the places alone
    program, answer = live.network_answer(network)     # columns only, without reading tables
"""

from __future__ import annotations

import hashlib
import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Lock

from capacity.domain.parameters import Parameters
from capacity.domain.pins import Pin
from capacity.plan.chain.columns import ChainProgram
from capacity.plan.chain.goals import aside_until_even, chain_goals
from capacity.plan.chain.kept_starts import KeptStarts
from capacity.plan.chain.rows import build_chain
from capacity.plan.chain.run import ChainOutcome, SolvedNetwork, run_chain, solve_network
from capacity.plan.chain.starts_ahead import ARRIVALS_TIMES, MoreArrivals, Started, times_arrivals
from capacity.plan.dutch.chain import dutch_network
from capacity.plan.dutch.keys import ChainInput
from capacity.plan.network.parts import Network
from capacity.plan.network.scenario_values import scenario_parameters
from capacity.plan.places.dutch import PlacesInput
from capacity.plan.solver.in_order import InOrder, solve_in_order
from capacity.plan.solver.loading import Seed, Starts, Warm
from capacity.plan.solver.program import Builder
from capacity.plan.solver.stopping import TIME_LIMIT_SECONDS, Brake, SolveError, StoppedError
from capacity.plan.whole import (
    PlacesOutcome,
    PlanInput,
    Progress,
    Solvers,
    WholePlan,
    chain_input,
    places_input,
    run_places,
    solve_plan,
)
from capacity.scenario import Scenario

KEPT_CHAINS = 16
PERCENT = 100.0
BORDER_TIMES, NEARER_FROM_TIMES = 2.1, 1.75
"""Of the baseline's share at the border: where a second start is kept, and from where on it is nearer than
the first. So many fill the places at the border, and most of the chain then runs another way."""


class Base:
    """The solved baseline from which others start, and the chains solved last; safe to share.

    Args:
        given: everything the baseline rests on.
        scenario: the baseline.
        kept: where the solves start, as it was told before by `kept` of the same baseline; those that it
            lacks are made when they are needed.

    Raises:
        SolveError: a program reached no optimum.
    """

    def __init__(self, given: PlanInput, scenario: Scenario, kept: KeptStarts | None = None) -> None:
        self._lock = Lock()
        self._chains: OrderedDict[str, SolvedNetwork] = OrderedDict()
        parameters = scenario_parameters(scenario, given.parameters)
        usual = chain_input(given, scenario, parameters)
        kept = kept or self._solved(usual, lambda chain: places_input(given, scenario, parameters, chain))
        self.chain_seed, self.places_seed = kept.chain, kept.places
        self.starts = Starts(self.chain_seed, self.places_seed)
        self._share = parameters.number("border_share")
        twice = parameters.with_values({"border_share": min(1.0, BORDER_TIMES * self._share)})
        self._more_at_border = chain_input(given, scenario, twice)
        self._border_seed = kept.border
        self._border_lock = Lock()
        self._usual = dutch_network(usual)
        self._more_arrivals = [
            MoreArrivals(
                from_times,
                chain_input(given, _with_more(scenario, times), parameters),
                self.chain_seed,
                kept.arrivals.get(from_times),
            )
            for from_times, times in ARRIVALS_TIMES
        ]

    def _solved(self, given: ChainInput, housing: Callable[[ChainOutcome], PlacesInput]) -> KeptStarts:
        """Where both programs of the baseline begin and end."""
        first = Warm()

        def solve(
            network: Network, pins: Sequence[Pin], path: Path | None, near: Seed | None
        ) -> SolvedNetwork:
            solved = solve_network(network, pins, path, first, near, parts=True)
            self.keep(fingerprint(network), solved)
            return solved

        chain = run_chain(given, solve=solve)
        return KeptStarts(chain.solved.seed, run_places(housing(chain), solving=Warm()).seed)

    @property
    def kept(self) -> KeptStarts:
        """Every start that was made by now."""
        made = {more.from_times: more.known for more in self._more_arrivals if more.known is not None}
        return KeptStarts(self.chain_seed, self.places_seed, self._border_seed, made)

    def adopt(self, kept: KeptStarts | None) -> None:
        """Takes over the starts that somebody else made of the same baseline, where it has none."""
        if kept is None:
            return
        self._border_seed = self._border_seed or kept.border
        for more in self._more_arrivals:
            more.known = more.known or kept.arrivals.get(more.from_times)

    @property
    def is_prepared(self) -> bool:
        """Whether every start was made."""
        return self._border_seed is not None and all(more.known is not None for more in self._more_arrivals)

    def prepare(self, brake: Brake, at_once: int = 1) -> None:
        """Makes every start beside that of the baseline, the likeliest first; raises as `seed_for`.

        Args:
            at_once: how many are made at the same time.
        """
        making = [*(more.started for more in self._more_arrivals), self.border_seed]
        if at_once == 1:
            for make in making:
                make(brake)
            return
        with ThreadPoolExecutor(at_once) as threads:
            try:
                for made in [threads.submit(make, brake) for make in making]:
                    made.result()
            except BaseException:
                brake.pull()
                raise

    def with_more_arrivals(self, network: Network, brake: Brake | None = None) -> Started | None:
        """Where a chain with more arrivals starts; None where that of the baseline is nearer.

        Raises:
            StoppedError: the brake was pulled.
        """
        times = times_arrivals(network, self._usual)
        nearer = [more for more in self._more_arrivals if times >= more.from_times]
        return nearer[-1].started(brake) if nearer else None

    def seed_for(self, parameters: Parameters, brake: Brake | None = None) -> Seed:
        """Where the chain of a scenario starts.

        Args:
            parameters: with the scenario's values in place; nothing else decides.
            brake: stops the making of the second start, if it was not made yet.

        Raises:
            StoppedError: the brake was pulled.
        """
        nearer_from = NEARER_FROM_TIMES * self._share
        if not 0 < nearer_from <= parameters.number("border_share"):
            return self.chain_seed
        return self.border_seed(brake)

    def border_seed(self, brake: Brake | None = None) -> Seed:
        """Where the chain ends with more people at the border, solved once; raises as `seed_for`."""
        with self._border_lock:
            if self._border_seed is None:
                warm = Warm(self.chain_seed)
                warm.limit(brake=brake)
                network = dutch_network(self._more_at_border)
                try:
                    self._border_seed = solve_network(network, solving=warm, parts=True).seed
                except StoppedError:
                    raise
                except SolveError:
                    self._border_seed = self.chain_seed
            return self._border_seed

    def known(self, mark: str) -> SolvedNetwork | None:
        """The solved chain of a network with this fingerprint, if it is among the last ones."""
        with self._lock:
            found = self._chains.get(mark)
            if found is not None:
                self._chains.move_to_end(mark)
            return found

    def keep(self, mark: str, solved: SolvedNetwork) -> None:
        """Keeps a solved chain for scenarios that do not touch it."""
        with self._lock:
            self._chains[mark] = replace(solved, ended=None)
            while len(self._chains) > KEPT_CHAINS:
                self._chains.popitem(last=False)

    def part(self, seed: Seed) -> None:
        """Keeps with a chain where its goals ended, for whoever asks for it again and goes on from there."""
        with self._lock:
            for mark, solved in self._chains.items():
                if solved.seed.basis is seed.basis:
                    self._chains[mark] = replace(solved, seed=seed)


def _with_more(scenario: Scenario, times: float) -> Scenario:
    """A scenario with so many times the arrivals."""
    percent = (1.0 + scenario.inflow / PERCENT) * times * PERCENT - PERCENT
    return scenario.model_copy(update={"inflow": percent})


def fingerprint(given: object) -> str:
    """Equal for a network or problem made of equal numbers; unequal where any of them differs."""
    return hashlib.sha256(pickle.dumps(given)).hexdigest()


class LivePlan:
    """The two live models of one thread, both set back to the baseline's basis before each solve."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self.starts = base.starts
        self._chain, self._places = Warm(base.chain_seed), Warm(base.places_seed)
        self._brake: Brake | None = None

    @property
    def base(self) -> Base:
        """What it starts from."""
        return self._base

    def limit(self, time_limit_seconds: float = TIME_LIMIT_SECONDS, brake: Brake | None = None) -> None:
        """Seconds that each program may take from now on, and what stops the solves from another thread.

        When the time is up, the best answer so far is given with its gap; TimeUpError where there is none.
        """
        self._brake = brake
        self._chain.limit(time_limit_seconds, brake)
        self._places.limit(time_limit_seconds, brake)

    def plan(
        self,
        given: PlanInput,
        scenario: Scenario,
        progress: Progress = str,
        pins: Sequence[Pin] = (),
    ) -> WholePlan:
        """The whole plan of a scenario; the chain is not solved again where the scenario does not touch it.

        Raises:
            SolveError: stopped, no answer in time, or a fault of the model.
            BrokenPlanError: the tables do not keep an identity.
        """
        self._start_for(scenario_parameters(scenario, given.parameters))
        return solve_plan(given, scenario, None, progress, pins, Solvers(self._network, self._places))

    def chain(self, given: ChainInput, pins: Sequence[Pin] = ()) -> ChainOutcome:
        """The solved chain with residents and tables; raises as `plan`."""
        self._start_for(given.parameters)
        return run_chain(given, None, pins, self._network)

    def places(self, given: PlacesInput, pins: Sequence[Pin] = ()) -> PlacesOutcome:
        """The solved places in whole numbers; raises as `plan`."""
        return run_places(given, None, pins, self._places)

    def network_answer(
        self, network: Network, held: Mapping[str, float] | None = None
    ) -> tuple[ChainProgram, InOrder]:
        """The columns of a solved network, goals in order, without tables.

        Args:
            held: columns by name that are kept at a value, such as decisions taken before.
        """
        self._chain.seed = self._base.chain_seed
        chain = build_chain(network, self._chain.builder("chain"))
        hold(chain.program, held or {})
        goals = chain_goals(chain)
        model = self._chain.load(chain.program)
        return chain, solve_in_order(model, goals, write_at="money", aside=aside_until_even(chain))

    def _start_for(self, parameters: Parameters) -> None:
        self._chain.seed = self._base.seed_for(parameters, self._brake)

    def _network(
        self, network: Network, pins: Sequence[Pin], path: Path | None, near: Seed | None
    ) -> SolvedNetwork:
        if any(pin.table != "places" for pin in pins):
            return solve_network(network, pins, path, self._chain, near)
        if near is not None and near.parting is not None:
            self._base.part(near)
        mark = fingerprint(network)
        known = self._base.known(mark)
        if known is not None:
            return replace(known, seconds=dict.fromkeys(known.seconds, 0.0))
        solved = self._solved(network, path, near)
        if not solved.gap:
            self._base.keep(mark, solved)
        return solved

    def _solved(self, network: Network, path: Path | None, near: Seed | None) -> SolvedNetwork:
        """From the nearest start; a second solve goes on from the first, or from a start's own second one.

        The latter where the first began right there; not where the first told who had come by then.
        """
        usual = self._chain.seed
        told = any(station.let_go or station.in_time for station in network.stations)
        if usual is self._base.chain_seed and not network.regular_work and not told:
            started = self._base.with_more_arrivals(network, self._brake)
            if near is None:
                self._chain.seed = usual if started is None else started.first
            elif started is not None and started.later is not None and near.basis is started.first.basis:
                self._chain.seed, near = started.later, None
        try:
            return solve_network(network, (), path, self._chain, near)
        finally:
            self._chain.seed = usual


def hold(program: Builder, held: Mapping[str, float]) -> None:
    """Keeps columns at a value.

    Raises:
        KeyError: the program has no column of that name.
    """
    if not held:
        return
    places = {name: place for place, name in enumerate(program.column_names)}
    for name, value in held.items():
        program.bound(program.columns[places[name]], value, value)
