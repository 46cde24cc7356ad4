"""A home that refreshes from a local server with the three outside sources."""

from datetime import UTC, date, datetime, timedelta

from capacity.service import refresh, sources_report
from capacity.service.observations import shipped_rows
from capacity.service.snapshots import OBSERVATIONS
from capacity.sources.live import Limits
from capacity.store import SnapshotStore
from tests.sources.live.answers import (
    MINISTRY_PATTERN,
    cbs_observations,
    cbs_row,
    eurostat_cube,
    ministry_item,
    ministry_page,
)

QUICK = Limits(connect=2, read=1, total=5, first_pause=0.01, longest_pause=0.02)
MONDAY = date(2026, 11, 23)
EUROSTAT = "eurostat_applicants"


def again(home, **more):
    """A refresh that does not wait for a source, as of the Monday of the shipped state."""
    return refresh(home=home, as_of=more.pop("as_of", MONDAY), limits=QUICK, **more)


def stop_at_forecast(phase):
    """Ends a refresh that is about to make a new snapshot."""
    if phase == "forecast":
        raise KeyboardInterrupt


def source(home, name=EUROSTAT, language="en"):
    """What is reported of one source."""
    return sources_report(home, language, MONDAY).set_index("id").loc[name]


def rows(home, measure, period):
    """The figures of one period, with their revisions, in the snapshot in service."""
    store = SnapshotStore(home)
    found = store.read(store.current(), OBSERVATIONS)
    return found[(found.measure == measure) & (found.period == period)]


def newer_figures(sources):
    """One more month, quarter and week than ship with the program, and one month revised."""
    sources.observations = cbs_observations(("2026MM01", "2026MM02", "2026MM03"))
    sources.eurostat = eurostat_cube({"2026-05": 2345, "2026-06": 2400})
    sources.ministry = ministry_page(ministry_item(30, "840"), ministry_item(47, "910"))


def shipped_figures(sources):
    """Figures that the sources give and that ship with the program as well, so that nothing is new."""
    shipped = shipped_rows()

    def persons(measure, period, citizen="TOTAL"):
        found = shipped[
            (shipped.measure == measure) & (shipped.period == period) & (shipped.citizen == citizen)
        ]
        return float(found.persons.iloc[0])

    syrians = persons("family_reunification", "2025-12", "SY")
    sources.observations = {"value": [cbs_row(1, "M004", "NAT9444", "2025MM12", syrians)]}
    sources.eurostat = eurostat_cube({"2026-05": persons("all_applications", "2026-05")})
    sources.ministry = ministry_page(ministry_item(30, f"{persons('total_inflow', '2026-07-20'):.0f}"))


def week_before_today(sources):
    """The ministry's page of the present year with last week on it, for a refresh that goes by the clock."""
    year, week, _ = (datetime.now(UTC).date() - timedelta(days=7)).isocalendar()
    path = MINISTRY_PATTERN.format(year=year, day="01")
    sources.pages[path] = ministry_page(ministry_item(week, "910", year=year))


def with_a_second_snapshot(home):
    """A home in which the snapshot that was there is followed by another like it: the ids of both."""
    store = SnapshotStore(home)
    older = store.current()
    newer = f"{older}-2"
    store.path(newer).write_bytes(store.path(older).read_bytes())
    store.use(newer)
    return older, newer
