"""The decision note put together from the answer of the pages; its sentences are those of the pages."""

from __future__ import annotations

import math
from dataclasses import replace
from datetime import date

import pandas as pd

from capacity.domain.chances import Chances
from capacity.domain.measures import MEASURES, measured
from capacity.domain.note import DecisionNote, NoteChart, NotePart, NoteTable, Row
from capacity.domain.parameters import Parameter, Parameters
from capacity.domain.plan_result import PlanResult
from capacity.domain.time import due
from capacity.texts import Language, euro_million, knows, number, percent, say, week_in_table
from capacity.ui.every_page import frame
from capacity.ui.every_page.frame import Answer
from capacity.ui.forecast.figures import score_sentence
from capacity.ui.parts.chances import three_numbers, with_chance
from capacity.ui.parts.deadlines import day_to_decide
from capacity.ui.parts.ranges import Ends, range_of
from capacity.ui.parts.repairs import repair_sentence
from capacity.ui.situation.orders import orders_now, toward_task, yearly_cost
from capacity.ui.visit.work import UNNAMED
from capacity.ui.words import answers, figures
from capacity.ui.words.answers import named
from capacity.ui.words.setting_words import changed_text

SHOWN_MEASURES = ("without_bed", "duties_broken", "task_gap", "cost")
INPUTS_NAMED, ORDERS_NAMED = 4, 12
AXIS_STEPS = 5
ROUND_PARTS = (1.0, 2.0, 2.5, 5.0, 10.0)
ALTERNATIVE_LEVEL = "P90"


def decision_note(answer: Answer, alternative: PlanResult, today: date) -> DecisionNote:
    """The note about the plan of an answer, beside the baseline and one alternative.

    Args:
        alternative: the plan shown in the last column of the comparison.
        today: day on which the note is made; decides whether the data are stale and an order is late.
    """
    if answer.today != today:
        answer = replace(answer, today=today)
    language = answer.language
    baseline = None if answer.is_baseline else answer.before
    title = with_chance(answers.situation_answer(answer.plan, answer.states, language), answer)
    why = answers.situation_paragraph(answer.states, answer.now, baseline, language)
    why[0] = repair_sentence(answer)
    if baseline is None:
        why[-1] = say("note.why_baseline", language)
    else:
        changed = changed_text(answer.scenario, answer.view.settings(), language)
        why.insert(len(why) - 1, say("note.why_changed", language, changed=changed))
    parts = (
        NotePart(say("note.decision", language), _decision(answer, today)),
        NotePart(say("note.why", language), (*why, _chances(answer))),
        NotePart(say("note.chart", language), chart=_chart(answer)),
        NotePart(say("note.compare", language), table=_comparison(answer, alternative)),
        NotePart(say("note.nothing", language), _nothing(answer)),
        NotePart(say("note.risks", language), _risks(answer)),
        _actions(answer),
    )
    return DecisionNote(
        language, title, _line(answer), _cautions(answer, today), parts, _footer(answer), _day(answer)
    )


def _chances(answer: Answer) -> str:
    """What many paths say about the plan; while nobody worked that out, that it runs on one."""
    if answer.chances is None:
        return say("situation.one_path", answer.language)
    return three_numbers(answer.chances, answer.language)


def _day(answer: Answer) -> date:
    return date.fromisoformat(str(answer.plan.summary["as_of"]))


def _line(answer: Answer) -> str:
    language = answer.language
    name = say("note.baseline", language) if answer.is_baseline else answer.scenario.name
    if name == UNNAMED:
        name = say("note.unnamed", language)
    week = week_in_table(answer.view.freshness().last_observation)
    return say("note.line", language, scenario=name, date=_day(answer), week=week)


def _cautions(answer: Answer, today: date) -> tuple[str, ...]:
    said = []
    if frame.is_stale(answer.view.freshness(), today):
        said.append(say("note.stale", answer.language))
    if answer.scenario.arrivals == "adjusted":
        said.append(say("note.adjusted", answer.language))
    if answer.scenario.deviations:
        listed = ", ".join(answer.scenario.deviations)
        said.append(say("deviation.caution", answer.language, list=listed))
    return tuple(said)


def _decision(answer: Answer, today: date) -> tuple[str, ...]:
    orders, language = orders_now(answer), answer.language
    if orders.empty:
        return (say("note.decision_none", language, weeks=number(frame.DECIDE_WEEKS, language)),)
    day = date.fromisoformat(orders.by.min())
    ordered = say(
        f"note.decision_order{due(day, today)}",
        language,
        n=float(orders.opened.sum()),
        day=day,
        cost=float(yearly_cost(answer, orders).sum()),
    )
    lasting = toward_task(answer.plan.tables["places"], orders)
    return (ordered, say("note.decision_task", language, n=lasting)) if lasting else (ordered,)


def _chart(answer: Answer) -> NoteChart:
    language = answer.language
    people, before = figures.beds(answer.plan), figures.beds(answer.baseline)
    places = figures.places_by_type(answer.plan)
    stacks = []
    for kind in figures.HOUSING_TYPES:
        usable = places[places.type == kind].set_index("week").usable.reindex(people.index, fill_value=0.0)
        if usable.max() > 0:
            stacks.append((named("type", kind, language), tuple(usable)))
    weeks = tuple(figures.monday(week) for week in people.index)
    highest = max(people.residents.max(), people.usable.max(), before.residents.max())
    return NoteChart(
        weeks=weeks,
        places=tuple(stacks),
        residents=tuple(people.residents),
        residents_word=say("note.residents", language),
        baseline=() if answer.is_baseline else tuple(before.residents),
        baseline_word=say("note.residents_baseline", language),
        first=week_in_table(weeks[0]),
        last=week_in_table(weeks[-1]),
        axis=_axis(float(highest), language),
    )


def _axis(highest: float, language: Language) -> tuple[tuple[float, str], ...]:
    """Round figures from zero to above the highest value."""
    least = max(1.0, highest / AXIS_STEPS)
    power = 10.0 ** math.floor(math.log10(least))
    step = next(round_part * power for round_part in ROUND_PARTS if round_part * power >= least)
    return tuple((step * place, number(step * place, language)) for place in range(AXIS_STEPS + 1))


def _comparison(answer: Answer, alternative: PlanResult) -> NoteTable:
    language, per_year = answer.language, answer.view.parameters().number(frame.WEEKS_PER_YEAR)
    plans = {say("note.baseline", language): answer.baseline}
    if not answer.is_baseline:
        plans[say("note.this", language)] = answer.plan
    plans[say("note.alternative_sized", language, level=ALTERNATIVE_LEVEL)] = alternative
    values = [measured(plan, per_year) for plan in plans.values()]
    chances = [answer.view.chances(plan) for plan in plans.values()]
    rows: list[Row] = []
    for name in SHOWN_MEASURES:
        unit = MEASURES[name].unit
        cells = [_figure(float(column[name] or 0.0), unit, language) for column in values]
        ends = [
            range_of(name, found, plan, per_year) for found, plan in zip(chances, plans.values(), strict=True)
        ]
        if any(end is not None for end in ends):
            cells = [_with_range(cell, unit, end, language) for cell, end in zip(cells, ends, strict=True)]
        rows.append((say(f"note.measure_{name}", language), *cells))
    if any(found is not None for found in chances):
        cells = [_chance_of_beds(found, language) for found in chances]
        rows.append((say("note.measure_chance_beds", language), *cells))
    return NoteTable((say("note.figure", language), *plans), tuple(rows))


def _with_range(cell: str, unit: str, ends: Ends | None, language: Language) -> str:
    if ends is None:
        return say("note.without_range", language, figure=cell)
    low, high = (_figure(float(end or 0.0), unit, language) for end in ends)
    return say("note.with_range", language, figure=cell, low=low, high=high)


def _chance_of_beds(found: Chances | None, language: Language) -> str:
    if found is None:
        return say("note.not_worked_out", language)
    return percent(found.figures["chance_beds"], language)


def _figure(value: float, unit: str, language: Language) -> str:
    return euro_million(value, language) if unit == "eur" else number(value, language)


def _nothing(answer: Answer) -> tuple[str, ...]:
    language, said = answer.language, []
    broken = answers.by_week(answer.states)
    if broken:
        first = broken[0]
        said.append(
            say(
                "note.nothing_first",
                language,
                duty=answers.duty_name(first.duty, language),
                article=first.article,
                week=figures.monday(first.first_week or ""),
            )
        )
    else:
        said.append(say("note.nothing_holds", language))
    orders = orders_now(answer)
    if len(orders):
        first_week = figures.monday(str(orders.week.min()))
        said.append(say("note.nothing_places", language, n=float(orders.opened.sum()), week=first_week))
    return tuple(said)


def _risks(answer: Answer) -> tuple[str, ...]:
    """The count, the inputs with the widest range against their value, and the forecast's record."""
    language, parameters, summary = answer.language, answer.view.parameters(), answer.plan.summary
    inputs = list(summary.get("inputs_needed", []))
    count = say("note.risk_count", language, k=len(summary.get("assumptions", [])), m=len(inputs))
    named_inputs = [_risk(row, language) for row in widest(parameters, inputs)[:INPUTS_NAMED]]
    own = len(summary.get("own_values", []))
    filled_in = (say("note.risk_own", language, n=own),) if own else ()
    return (count, *named_inputs, *filled_in, score_sentence(answer.view.forecast(), language))


def widest(parameters: Parameters, ids: list[str]) -> list[Parameter]:
    """The rows that have a range and a word, the widest range against its value first.

    When the hires of one pool start has no word: the list of values tells it, and without hires it changes
    nothing.
    """
    rows = [parameters[name] for name in ids if name in parameters and knows(f"value.{name}")]
    ranged = [row for row in rows if row.low is not None and row.high is not None and row.value]
    return sorted(ranged, key=lambda row: -((row.high or 0.0) - (row.low or 0.0)) / abs(row.value))


def _risk(row: Parameter, language: Language) -> str:
    low, high = row.low or 0.0, row.high or 0.0
    written = [number(value, language, 0 if value.is_integer() else 1) for value in (row.value, low, high)]
    return say(
        "note.risk_input",
        language,
        name=say(f"value.{row.id}", language),
        value=written[0],
        low=written[1],
        high=written[2],
    )


def _actions(answer: Answer) -> NotePart:
    language, orders = answer.language, orders_now(answer)
    heading = say("note.actions", language)
    if orders.empty:
        return NotePart(heading, (say("situation.decide_empty", language),))
    heads = tuple(say(f"note.{name}", language) for name in ("what", "where", "order_by", "opens", "who"))
    rows = tuple(_action(row, answer) for _, row in orders.head(ORDERS_NAMED).iterrows())
    more = say("note.more", language)
    left_out = (more,) if len(orders) > ORDERS_NAMED else ()
    return NotePart(heading, left_out, NoteTable(heads, rows, more, figures=False))


def _action(row: pd.Series, answer: Answer) -> Row:
    language, register = answer.language, answer.register
    bound = register[register.duty == figures.BEDS].bound
    who = named("bound", str(bound.iloc[0]), language) if len(bound) else ""
    return (
        say("note.places", language, n=float(row.opened), kind=named("type", str(row.type), language)),
        answer.region_names.get(str(row.region), str(row.region)),
        day_to_decide(str(row.by), answer),
        answers.week_label(str(row.week)),
        who,
    )


def _footer(answer: Answer) -> tuple[str, ...]:
    source = say("note.source", answer.language, **frame.versions(answer))
    return source, say("note.privacy", answer.language)


def sized_alternative(answer: Answer) -> PlanResult:
    """The same scenario with arrivals at P90; raises what solving raises."""
    name = f"{answer.scenario.name} {ALTERNATIVE_LEVEL}"
    asked = answer.scenario.model_copy(update={"sized_to": ALTERNATIVE_LEVEL, "name": name})
    return answer.view.plan(asked)
