"""Repairs on pages: what mends a duty, from which week, what it costs, and the other ways."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import pandas as pd
import streamlit as st

from capacity.domain.time import due
from capacity.texts import Language, euro, knows, listed, say, thing
from capacity.ui.elements.terms import show_sentence
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.parts.deadlines import days_to_decide
from capacity.ui.words import answers, figures
from capacity.ui.words.figures import DutyState

PLACES = ("emergency", "crisis", "regular")
OVERTIME = "overtime_"
OUTPLACEMENT = "outplacement"
IN_HOURS = ("kmar", "ind_ova", "eurodac_devices", "eurodac_devices_border")
"""Pools whose one more has a name of its own and is an hour all the same."""
MOST_WAYS = 2
MILLION_EUR = 1e6


def repair_sentence(answer: Answer) -> str:
    """The ways to mend the duty that the page opens with, the cheapest first.

    Where it has none the sentence says why, and goes on with the first duty that can be mended, by its name.
    """
    language = answer.language
    if not any(state.breaks for state in answer.states):
        return say("repair.none_needed", language)
    first, repairs = answer.states[0], answer.repaired.tables["repairs"]
    if ways := _ways(repairs, first.duty):
        return _said(ways[:MOST_WAYS], first.duty, answer)
    for state in answer.states:
        if state.breaks and (ways := _ways(repairs, state.duty)):
            next_one = say("repair.next", language, duty=answers.duty_name(state.duty, language))
            return f"{_without([first], language)} {next_one} {_said(ways[:MOST_WAYS], state.duty, answer)}"
    return _without([first], language)


def _ways(repairs: pd.DataFrame, duty: str) -> list[pd.DataFrame]:
    """The rows of each way to mend a duty: its own, else those for another duty that mend it too."""
    mending = repairs[(repairs.duty == duty) & _eases(repairs)]
    if mending.empty:
        return []
    own = [number for number in mending.repair.unique() if _duty_of(repairs, int(number)) == duty]
    number = own[0] if own else mending.repair.iloc[0]
    rows = repairs[repairs.repair == number]
    return [part for _, part in rows.groupby("choice") if ((part.duty == duty) & _eases(part)).any()]


def _eases(repairs: pd.DataFrame) -> pd.Series:
    """Whether each row tells of a duty that a repair mends or eases; it may make others worse."""
    return repairs.after < repairs.before


def _duty_of(repairs: pd.DataFrame, number: int) -> str:
    return str(repairs[repairs.repair == number].duty.iloc[0])


def _without(states: Sequence[DutyState], language: Language) -> str:
    """Why duties that break have no repair: some hold again by themselves, nothing known helps the others."""
    lasting = [state.last_late >= figures.LATE_FROM_PERSONS for state in states]
    said = []
    for key, wanted in (("repair.by_itself", False), ("repair.none_known", True)):
        duties = [
            answers.duty_name(state.duty, language)
            for state, lasts in zip(states, lasting, strict=True)
            if lasts == wanted
        ]
        if duties:
            said.append(say(key, language, duty=listed(duties, language)))
    return " ".join(said)


def _said(ways: list[pd.DataFrame], duty: str, answer: Answer) -> str:
    """The first way and until when to decide on it; behind it the next one in few words."""
    language, (first, *others) = answer.language, ways
    mended = first[first.duty == duty].iloc[0]
    told = {"way": _in_sentences(first, answer), "decide": _decide(first, answer)}
    if not mended.holds_from:
        return say("repair.eases_most", language, **told, before=mended.before, after=mended.after)
    return " ".join(
        [say("repair.cheapest", language, **told), *(_other(way, first, answer) for way in others)]
    )


def _other(way: pd.DataFrame, first: pd.DataFrame, answer: Answer) -> str:
    """Another way without weeks, regions and what the first way has too: steps, and the last day."""
    language, last = answer.language, _last_day(way)
    shared = set(_steps(first, answer))
    said = [_briefly(part, answer) for part in _parts(way) if _step(part, answer) not in shared]
    if len(said) < len(_parts(way)):
        said.append(say("repair.rest_same", language))
    told = {"what": _and(said, language), "cost": _cost_of(way, language), "date": last}
    key = "repair.way_same" if last == _last_day(first) else f"repair.way{due(last, answer.today)}"
    return say("repair.other", language, way=say(key, language, **told))


def _decide(way: pd.DataFrame, answer: Answer) -> str:
    last = _last_day(way)
    return say(f"repair.decide{due(last, answer.today)}", answer.language, date=last)


def _last_day(way: pd.DataFrame) -> date:
    return date.fromisoformat(str(way.decide_by.min()))


def _in_sentences(way: pd.DataFrame, answer: Answer) -> str:
    """A way and what it costs, the first of several steps in a sentence of its own."""
    language, (first, *more) = answer.language, _steps(way, answer)
    told = {"what": first, "cost": _cost_of(way, language)}
    if not more:
        return say("repair.way_same", language, **told)
    return say("repair.way_many", language, **told, more=_and(more, language))


def _parts(way: pd.DataFrame) -> list[pd.DataFrame]:
    return [part for _, part in way.drop_duplicates("step").groupby("lever", sort=False)]


def _steps(way: pd.DataFrame, answer: Answer) -> list[str]:
    return [_step(part, answer) for part in _parts(way)]


def _and(said: Sequence[str], language: Language) -> str:
    return say("repair.and", language).join(said)


def _cost_of(way: pd.DataFrame, language: Language) -> str:
    return _cost(float(way.total_eur.iloc[0]), language)


def _way(way: pd.DataFrame, answer: Answer) -> str:
    """All steps of a way in words, with what they cost together and until when to decide on the first."""
    language, last = answer.language, _last_day(way)
    told = {"what": _and(_steps(way, answer), language), "cost": _cost_of(way, language), "date": last}
    return say(f"repair.way{due(last, answer.today)}", language, **told)


def _briefly(part: pd.DataFrame, answer: Answer) -> str:
    """Orders of one lever without their weeks and regions, where that leaves the words whole."""
    lever = str(part.lever.iloc[0])
    if lever == OUTPLACEMENT or not knows(f"repair.more_{lever}"):
        return _step(part, answer)
    number = part.units.sum() if lever in PLACES else part.units.max()
    return say(f"repair.more_{lever}", answer.language, n=float(number))


def _step(part: pd.DataFrame, answer: Answer) -> str:
    """Orders of one lever in words: how many, where, from which week."""
    language, lever = answer.language, str(part.lever.iloc[0])
    week = figures.monday(str(part.week.min()))
    if lever in PLACES:
        return _places(part, lever, week, answer)
    number, region = float(part.units.max()), _region(str(part.region.iloc[0]), answer)
    said = {"n": number, "week": week, "region": region}
    if lever == OUTPLACEMENT:
        return say("repair.outplacement", language, **said)
    if lever.startswith(OVERTIME):
        pool = answers.named("pool", lever.removeprefix(OVERTIME), language)
        return say("repair.overtime", language, pool=pool, **said)
    if knows(f"repair.more_{lever}"):
        return say("repair.lasting", language, what=say(f"repair.more_{lever}", language, **said), week=week)
    if lever in IN_HOURS or not knows(f"price.thing.{lever}"):
        what = say("repair.more_hours", language, n=number, pool=answers.named("pool", lever, language))
        return say("repair.lasting", language, what=what, week=week)
    return say("repair.pool", language, thing=thing(lever, language), **said)


def _places(part: pd.DataFrame, lever: str, week: date, answer: Answer) -> str:
    language, regions = answer.language, part.region.unique()
    where = say("repair.in_many", language, k=len(regions))
    if len(regions) == 1:
        where = say("repair.in_one", language, region=_region(str(regions[0]), answer))
    weeks = part.week.nunique()
    since = say("repair.since" if weeks == 1 else "repair.since_orders", language, week=week, k=weeks)
    what = say(f"repair.more_{lever}", language, n=float(part.units.sum()))
    return f"{what} {where}, {since}" if weeks > 1 else f"{what} {where} {since}"


def _region(code: str, answer: Answer) -> str:
    return answer.region_names.get(code, code)


def _cost(eur: float, language: Language) -> str:
    if np.isnan(eur):
        return say("repair.eur_unknown", language)
    if eur < 1:
        return say("repair.eur_nothing", language)
    if eur < MILLION_EUR:
        return say("repair.eur_small", language, x=eur)
    return say("repair.eur", language, x=eur)


def repairs_part(answer: Answer) -> None:
    """Each duty that breaks with the ways to mend it, and the duties that have none; all steps as a table."""
    language = answer.language
    with st.spinner(say("explain.solving", language)):
        repairs = answer.repaired.tables["repairs"]
    broken = [state for state in answer.states if state.breaks]
    if not broken:
        return
    mended = set(repairs[_eases(repairs)].duty)
    key = "repair.title" if mended else "repair.title_none"
    frame.heading(say(key, language, n=len(mended), k=len(broken)), say("repair.caption", language))
    for _, rows in repairs.groupby("repair"):
        _repair(rows, answer)
    others = [state for state in broken if state.duty not in mended]
    if others:
        show_sentence(_without(others, language), language)
    if mended:
        with st.expander(say("repair.steps", language)):
            frame.show_table(_table(repairs, answer), language)
        frame.download(answer, "", "repairs", repairs)


def _repair(rows: pd.DataFrame, answer: Answer) -> None:
    """One duty: its ways as a list, each with what it mends."""
    language, duty = answer.language, str(rows.duty.iloc[0])
    lines = [
        f"{place}. {_first_capital(_way(way, answer))}. {_effects(way, language)}"
        for place, (_, way) in enumerate(rows.groupby("choice"), start=1)
    ]
    st.markdown(f"**{_first_capital(answers.duty_name(duty, language))}**\n\n" + "\n".join(lines))
    if rows.lever.isin(PLACES).any():
        st.markdown(say("repair.proof_places", language))
    elsewhere = str(rows.elsewhere.iloc[0])
    if elsewhere:
        names = [_region(code, answer) for code in elsewhere.split()]
        st.markdown(say("repair.elsewhere", language, regions=", ".join(names)))


def _first_capital(said: str) -> str:
    return said[:1].upper() + said[1:]


def _effects(way: pd.DataFrame, language: Language) -> str:
    """What a way mends or eases."""
    effects = [_effect(row, language) for _, row in way.drop_duplicates("duty").iterrows()]
    return _first_capital("; ".join(effects)) + "."


def _effect(row: pd.Series, language: Language) -> str:
    duty = answers.duty_name(str(row.duty), language)
    if row.after > row.before:
        said = {"duty": duty, "before": float(row.before), "after": float(row.after)}
        return say("repair.worse", language, **said)
    if row.holds_from:
        return say("repair.mends", language, duty=duty, week=figures.monday(str(row.holds_from)))
    return say("repair.eases", language, duty=duty, before=float(row.before), after=float(row.after))


def _table(repairs: pd.DataFrame, answer: Answer) -> pd.DataFrame:
    """One row per step."""
    language = answer.language
    steps = repairs.drop_duplicates(["repair", "choice", "step"])
    rows = [row for _, row in steps.iterrows()]
    return pd.DataFrame(
        {
            **days_to_decide("by", [str(row.decide_by) for row in rows], answer),
            "lever": [_step(row.to_frame().T, answer) for row in rows],
            "eur": ["" if np.isnan(row.eur) else euro(float(row.eur), language) for row in rows],
            "mends_duty": [answers.duty_name(str(row.duty), language) for row in rows],
        }
    )
