"""Which pools work before the duties are looked at, and which after: the order of the goals of hands."""

from __future__ import annotations

from capacity.plan.network.parts import Network

DECIDING_POOLS = ("ind_deciders", "interpreters", "legal_aid")
DOWNSTREAM_POOLS = (
    "courts",
    "courts_detention",
    "courts_transfer",
    "dtv",
    "dtv_border",
    "dtv_transfers",
    "municipalities",
)
FOLLOWING_POOLS = ("ind_family",)


def deciding(network: Network) -> list[str]:
    """Pools that decide on an application, and those that every decision takes hours of."""
    return [pool.id for pool in network.pools if pool.id in DECIDING_POOLS]


def after_decision(network: Network) -> list[str]:
    """Pools whose work follows from a decision, so that it must not call for one."""
    return [pool.id for pool in network.pools if pool.id in DOWNSTREAM_POOLS or _follows(network, pool.id)]


def before_decision(network: Network) -> list[str]:
    """All other pools."""
    others = (*deciding(network), *after_decision(network))
    return [pool.id for pool in network.pools if pool.id not in others]


def before_duties(network: Network) -> list[str]:
    """Pools whose work is never less for the sake of a duty."""
    return [*before_decision(network), *deciding(network)]


def _follows(network: Network, pool: str) -> bool:
    """Whether work of a pool beside the decisions follows from permits, so that it must not call for them."""
    return pool in FOLLOWING_POOLS and any(network.into(station.key) for station in network.served_by(pool))
