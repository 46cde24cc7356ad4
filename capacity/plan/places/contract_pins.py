"""Pinned contracts: the places of a contract that a planner renews, in place of what the plan would.

A contract without an option to renew cannot be held; one whose notice day is past is, for the planner
says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np

from capacity.domain.pins import Pin
from capacity.plan.network.parts import Array
from capacity.plan.places.columns import expiring_by_period
from capacity.plan.places.contracts import Contract, contracts_of
from capacity.plan.places.problem import Block, PlacesProblem
from capacity.plan.portfolio.last_decisions import RENEWED, LastDecisions

Held = list[tuple[Contract, float]]


def pin_contracts(problem: PlacesProblem, pins: Iterable[Pin]) -> PlacesProblem:
    """The problem in which every pinned contract is renewed for so many places."""
    wanted = {pin.key: pin.value for pin in pins if pin.table == "contracts"}
    if not wanted:
        return problem
    labels, blocks, last = problem.weeks.labels(), [], problem.last
    for block in problem.blocks:
        held = [
            (contract, wanted[key])
            for contract in contracts_of(block, problem.weeks.shown)
            if (key := (labels[contract.week], block.region, block.type, contract.name)) in wanted
        ]
        if held and not block.lots:
            last = _without(problem, block, held, last)
        if held:
            block = _lots_held(block, held) if block.lots else _weeks_held(problem, block, held)
        blocks.append(block)
    return replace(problem, blocks=tuple(blocks), last=last)


def most_renewed(block: Block, contract: Contract) -> float:
    """Most places of a contract that can be renewed, whatever day it is: none without an option."""
    if contract.lot is not None and not block.lots[contract.lot].renewal_weeks:
        return 0.0
    return contract.places


def _lots_held(block: Block, held: Held) -> Block:
    """Contracts of a portfolio: each has its own least and most places."""
    lots = list(block.lots)
    renewed = np.zeros_like(block.expiring) if block.renewed is None else block.renewed.copy()
    for contract, value in held:
        if contract.lot is not None:
            places = min(value, most_renewed(block, contract))
            lots[contract.lot] = replace(lots[contract.lot], renewable=places, least=places)
    for contract, _ in held:
        renewed[contract.week] = sum(lot.least for lot in lots if lot.end == contract.week)
    return replace(block, lots=tuple(lots), renewed=renewed)


def _weeks_held(problem: PlacesProblem, block: Block, held: Held) -> Block:
    """What ends in a week without a known contract: the part that is not renewed closes, the rest stays."""
    expiring, closing = block.expiring.copy(), block.closings.copy()
    renewed = None if block.renewed is None else block.renewed.copy()
    settled: dict[int, float] = dict(block.settled)
    for contract, value in held:
        kept = min(value, contract.places)
        expiring[contract.week] = 0.0
        closing[contract.week] += contract.places - kept
        settled[contract.week] = kept
        if renewed is not None:
            renewed[contract.week] = 0.0
    return replace(
        block,
        expiring=expiring,
        closing=closing,
        renewed=renewed,
        settled=settled,
        credit=_credit(problem, block, settled),
    )


def _credit(problem: PlacesProblem, block: Block, settled: Mapping[int, float]) -> Array:
    """Renewals that may close again, summed to each period: their contract is over."""
    credit = np.zeros(problem.periods) if block.credit is None else block.credit.copy()
    for week, places in settled.items() if block.contract_periods is not None else ():
        credit[week // problem.period_weeks + (block.contract_periods or 0) :] += places
    return credit


def _without(
    problem: PlacesProblem, block: Block, held: Held, last: LastDecisions | None
) -> LastDecisions | None:
    """The last plan's renewals less the part of the pinned weeks in what ends in their period."""
    key = (block.region, block.type, RENEWED)
    if last is None or key not in last.decided:
        return last
    ending, left = expiring_by_period(problem, block), last.decided[key].copy()
    part = np.zeros_like(ending)
    for contract, _ in held:
        part[contract.week // problem.period_weeks] += contract.places
    left *= 1.0 - np.divide(part, ending, out=np.zeros_like(part), where=ending > 0)
    return replace(last, decided={**last.decided, key: left})
