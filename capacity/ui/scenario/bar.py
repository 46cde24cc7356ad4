"""The line of the scenario on every page: its name, what is not saved, and what can be done with it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from urllib.parse import urlencode, urlsplit

import streamlit as st

from capacity.domain.user import Role
from capacity.scenario import Settings, differences
from capacity.service import MissingError, SavedScenario
from capacity.texts import Language, say
from capacity.ui.elements.afterwards import say_what_was_done
from capacity.ui.scenario import dialogs
from capacity.ui.scenario import removal as scenario_removal
from capacity.ui.visit import session
from capacity.ui.visit import work as working
from capacity.ui.visit.saved import saved_by_users
from capacity.ui.visit.visitor import may
from capacity.ui.words.scenario_words import moment, plain, who
from capacity.ui.words.setting_words import changed_text

LONGEST_LINK = 1800
LOCAL = ("localhost", "127.0.0.1", "::1", "[::1]")
DONE = "scenario"
ADJUSTED = "adjusted"
"""Choice of the setting `arrivals` that runs a plan on the forecast as planners changed it."""
MENU = "scenario_menus"
"""How many menus of the scenario were closed: an open one would lie over a dialog."""
log = logging.getLogger(__name__)


def scenario_bar(
    settings: Settings,
    parts: Mapping[str, str],
    compare: Callable[[], None],
    language: Language,
    changes_below: bool,
) -> None:
    """Draws the line.

    Args:
        parts: the parts of the address that bring this back.
        compare: leads to the comparison with what is open here.
        changes_below: the page itself lists what is changed.
    """
    work = session.work()
    with st.container(horizontal=True, vertical_alignment="center", key="scenario_bar"):
        st.markdown(_title(settings, language), width="content")
        saves = may(Role.PLANNER)
        label = say("work.save" if saves else "sign_in.only_planner", language)
        if st.button(label, icon=":material/save:", key="save_scenario", disabled=not saves):
            dialogs.save(settings, language)
        with st.popover(say("work.share", language), icon=":material/link:"):
            _share(parts, language)
        if st.button(say("work.compare", language), icon=":material/compare_arrows:", key="compare_scenario"):
            compare()
        with st.popover(say("work.menu", language), key=f"scenario_menu_{st.session_state.get(MENU, 0)}"):
            _menu(settings, language)
    say_what_was_done(DONE)
    changed = changed_text(work.scenario, settings, language)
    if changed and not changes_below:
        st.caption(changed)
    if work.saved is not None:
        _newer(work.saved, settings, language)


def _title(settings: Settings, language: Language) -> str:
    work = session.work()
    count = len(working.unsaved(work, settings))
    name = say("work.baseline", language)
    if work.saved is not None:
        name = work.saved.name
    elif differences(work.scenario, settings):
        name = say("work.unnamed", language)
        if work.scenario.name != working.UNNAMED:
            name = work.scenario.name
    title = say("work.title", language, name=plain(name))
    if work.scenario.deviations:
        listed = ", ".join(plain(article) for article in work.scenario.deviations)
        title += " · " + say("deviation.tag", language, list=listed)
    title += _changed_forecast(language)
    return title + (" · " + say("work.not_saved", language, n=count) if count else "")


def _changed_forecast(language: Language) -> str:
    """Whose changes of the forecast the plan runs on; nothing when it runs on the program's own."""
    if session.work().scenario.arrivals != ADJUSTED:
        return ""
    try:
        held = [row for row in saved_by_users().overrides_in_force() if row.override is not None]
    except Exception:
        log.exception("changes of the forecast cannot be read")
        return ""
    names = ", ".join(sorted({plain(row.author) for row in held}))
    return " · " + say("override.tag", language, names=names) if held else ""


def _share(parts: Mapping[str, str], language: Language) -> None:
    here = urlsplit(st.context.url or "")
    page = here.path or "/"
    query = urlencode(parts, safe=":,/")
    if len(query) > LONGEST_LINK:
        st.warning(say("work.too_long", language), icon=":material/info:")
        return
    st.markdown(say("work.share_text", language))
    st.code(f"{here.scheme}://{here.netloc}{page}?{query}", language=None, wrap_lines=True)
    if (here.hostname or LOCAL[0]) in LOCAL:
        st.caption(say("app.local_only", language))


def _menu(settings: Settings, language: Language) -> None:
    work = session.work()
    changes = bool(differences(work.scenario, settings)) or work.saved is not None
    st.button(
        say("work.undo", language),
        icon=":material/undo:",
        on_click=session.undo,
        disabled=not work.earlier,
        key="undo",
        width="stretch",
    )
    st.button(
        say("work.redo", language),
        on_click=session.redo,
        disabled=not work.later,
        key="redo",
        width="stretch",
    )
    st.button(
        say("app.reset", language),
        on_click=session.reset,
        args=(settings,),
        disabled=not changes,
        key="menu_reset",
        width="stretch",
    )
    saved = work.saved
    if saved is not None and working.unsaved(work, settings):
        st.button(
            say("work.back_to_saved", language),
            on_click=dialogs.take,
            args=(saved,),
            key="back_to_saved",
            width="stretch",
        )
    actions: list[tuple[str, Callable[[Settings, Language], None], bool]] = [
        ("open", dialogs.open_saved, True),
        ("history", dialogs.history, saved is not None),
        ("rename", dialogs.rename, saved is not None),
        ("duplicate", dialogs.duplicate, saved is not None),
        ("delete", scenario_removal.delete, saved is not None),
        ("put_back", scenario_removal.put_back, True),
    ]
    for name, show, possible in actions:
        pressed = st.button(
            say(f"work.{name}", language),
            disabled=not possible,
            key=f"{name}_scenario",
            on_click=_close_menu,
            width="stretch",
        )
        if pressed:
            show(settings, language)


def _close_menu() -> None:
    st.session_state[MENU] = st.session_state.get(MENU, 0) + 1


def _newer(saved: SavedScenario, settings: Settings, language: Language) -> None:
    """Says when somebody saved a newer version than the one open here, or deleted it."""
    try:
        newest = saved_by_users().scenario(saved.id)
    except MissingError:
        st.warning(say("work.deleted", language, name=plain(saved.name)), icon=":material/info:")
        return
    except Exception:
        log.exception("saved scenarios cannot be read")
        st.warning(say("work.unreadable", language), icon=":material/error:")
        return
    if newest.version <= saved.version:
        return
    st.warning(
        say("work.newer", language, name=who(newest, language), time=moment(newest, language)),
        icon=":material/info:",
    )
    with st.container(horizontal=True):
        if st.button(say("work.see_difference", language), key="see_newer"):
            dialogs.difference(newest, settings, language)
        st.button(say("work.open_newest", language), on_click=dialogs.take, args=(newest,), key="open_newest")
