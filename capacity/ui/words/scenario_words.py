"""Saved scenarios in words: who, when, what, why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import pandas as pd

from capacity.scenario import Scenario, Settings, default_scenario, differences_between
from capacity.service import Removal, SavedScenario
from capacity.texts import Language, date_short, say
from capacity.ui.words.setting_words import changes_text

MARKDOWN = str.maketrans({sign: f"\\{sign}" for sign in "\\`*_[]()#~$:<>|"})


def plain(text: str) -> str:
    """A text of a user as it stands, whatever it would mean in Markdown."""
    return text.translate(MARKDOWN)


def who(saved: SavedScenario | Removal, language: Language) -> str:
    """The author's name, or that it is no longer kept."""
    return plain(saved.author) or say("work.somebody", language)


def moment(saved: SavedScenario | Removal, language: Language) -> str:
    """Day and time of a save, in the time of this computer."""
    return day_and_time(saved.saved_at, language)


def day_and_time(at: datetime, language: Language) -> str:
    """A moment as day and time of this computer."""
    here = at.astimezone()
    return f"{date_short(here.date(), language)} {here:%H:%M}"


def difference_table(
    first: Scenario, second: Scenario, settings: Settings, language: Language
) -> pd.DataFrame:
    """Settings that two scenarios set differently: setting, first, second; in words."""
    changes = changes_text(differences_between(first, second), settings, language)
    rows = [(label, plain(was), plain(now)) for label, was, now in changes]
    return pd.DataFrame(rows, columns=["setting", "first", "second"])


def history_table(
    versions: Sequence[SavedScenario], removals: Sequence[Removal], settings: Settings, language: Language
) -> pd.DataFrame:
    """Every version and every removal, newest first: version, when, who, what and why."""
    earlier = [saved.checked for saved in versions[1:]] + [default_scenario(settings)]
    names = [saved.name for saved in versions[1:]] + [versions[-1].name]
    since = [saved.saved_at for saved in versions[1:]] + [versions[-1].saved_at]
    rows: list[tuple[SavedScenario | Removal, str, str]] = [
        (removed, "", say("work.was_deleted", language)) for removed in removals
    ]
    for saved, before, name, last in zip(versions, earlier, names, since, strict=True):
        back = any(last <= removed.saved_at < saved.saved_at for removed in removals)
        what = say("work.was_put_back", language) if back else _what(saved, before, name, settings, language)
        rows.append((saved, str(saved.version), what))
    rows.sort(key=lambda row: row[0].saved_at, reverse=True)
    return pd.DataFrame(
        [
            (version, moment(saved, language), who(saved, language), what, plain(saved.reason))
            for saved, version, what in rows
        ],
        columns=["version", "when", "who", "what", "why"],
    )


def _what(
    saved: SavedScenario, before: Scenario | None, name: str, settings: Settings, language: Language
) -> str:
    if saved.checked is None:
        return say("work.unusable", language)
    found = (
        []
        if name == saved.name
        else [say("work.renamed_from", language, old=plain(name), new=plain(saved.name))]
    )
    if before is not None:
        changes = changes_text(differences_between(before, saved.checked), settings, language)
        found += [f"{label} {plain(was)} → {plain(now)}" for label, was, now in changes]
    return "; ".join(found) or say("work.nothing_changed", language)
