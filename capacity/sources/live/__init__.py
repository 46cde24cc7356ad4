"""Live sources: each is read over the network by one module, into the columns of the shipped series."""

from capacity.sources.live.collecting import Collected, collect
from capacity.sources.live.fetching import Answer, Fetcher, Limits
from capacity.sources.live.jumps import jumps
from capacity.sources.live.reading import COLUMNS, KEY, Reading, period_bounds
from capacity.sources.live.register import Source, load_sources

__all__ = [
    "COLUMNS",
    "KEY",
    "Answer",
    "Collected",
    "Fetcher",
    "Limits",
    "Reading",
    "Source",
    "collect",
    "jumps",
    "load_sources",
    "period_bounds",
]
