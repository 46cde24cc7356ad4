"""What a comparison of plans says: its heading, and the table of what differs."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import LATE_FROM_PERSONS, MEASURES, Figure, late
from capacity.domain.plan_result import PlanResult
from capacity.scenario import differences_between
from capacity.texts import Language, euro_million, listed, say
from capacity.ui.every_page.frame import Answer
from capacity.ui.whatif.compare_sides import Side
from capacity.ui.words import answers
from capacity.ui.words.figures import by_rank
from capacity.ui.words.measure_words import EUR_SHOWN, measure_name, value_text
from capacity.ui.words.scenario_words import plain
from capacity.ui.words.setting_words import name_text, side_text

DUTIES_BROKEN = "duties_broken"


def heading(sides: list[Side], answer: Answer) -> str:
    """What the comparison says as Markdown: who alone keeps a duty, else in which plans fewest break."""
    language, (baseline, *others) = answer.language, sides
    if not others:
        return say("compare.none", language)
    if all(_same(side, baseline) for side in others):
        return say("compare.same", language)
    only = _only_one_keeps(sides, answer)
    if only is None or len(others) == 1:
        return _fewest(baseline, others, language)
    side, duty = only
    return say(
        "compare.only_baseline" if side is baseline else "compare.only",
        language,
        n=len(others),
        name=plain(side.name),
        duty=answers.duty_name(duty, language),
        money=_money(side, baseline, language),
    )


def _fewest(baseline: Side, others: list[Side], language: Language) -> str:
    """In which scenarios fewest duties break; all are named, and so is a baseline that breaks no more."""
    broken = [_number(side.figures[DUTIES_BROKEN]) for side in others]
    base, least = _number(baseline.figures[DUTIES_BROKEN]), min(broken)
    best = [side for side, k in zip(others, broken, strict=True) if k == least]
    key = "best"
    if len(others) == 1:
        key = "one"
    elif least >= base:
        key = "none_better"
    elif len(best) > 1:
        key = "level" if len(best) == len(others) else "tied"
    return say(
        f"compare.{key}",
        language,
        n=len(others),
        name=plain(best[0].name),
        names=listed([plain(side.name) for side in best], language),
        k=least,
        base=base,
        money=_money(best[0], baseline, language),
    )


def _number(value: Figure) -> float:
    return value if isinstance(value, float) else float("inf")


def _same(first: Side, second: Side) -> bool:
    """Whether the same duties break in two plans, and they show the same figures, money to the million."""
    if _broken(first.plan) != _broken(second.plan):
        return False
    for name, measure in MEASURES.items():
        one, other = first.figures[name], second.figures[name]
        if isinstance(one, float) and isinstance(other, float):
            if abs(one - other) >= (EUR_SHOWN if measure.unit == "eur" else LATE_FROM_PERSONS):
                return False
        elif one != other:
            return False
    return True


def _money(side: Side, baseline: Side, language: Language) -> str:
    change = _number(side.figures["cost"]) - _number(baseline.figures["cost"])
    if abs(change) < EUR_SHOWN:
        return say("compare.as_much", language)
    return say(
        "compare.less" if change < 0 else "compare.more", language, eur=euro_million(abs(change), language)
    )


def _only_one_keeps(sides: list[Side], answer: Answer) -> tuple[Side, str] | None:
    """The plan that alone of all keeps a duty, and the duty of the highest rank of which that is so."""
    broken = {side.letter: _broken(side.plan) for side in sides}
    for row in by_rank(answer.register).itertuples():
        keeping = [side for side in sides if str(row.duty) not in broken[side.letter]]
        if row.rank and len(keeping) == 1:
            return keeping[0], str(row.duty)
    return None


def _broken(plan: PlanResult) -> set[str]:
    numbers = late(plan)
    return set(numbers[numbers.late > 0].duty.astype(str))


def differences_table(sides: list[Side], answer: Answer) -> pd.DataFrame:
    """Settings that differ, then all figures, a column per plan; the lowest figure is marked by a word."""
    language, settings = answer.language, answer.view.settings()
    baseline, *others = sides
    head = say("compare.what", language)
    names = dict.fromkeys(
        name for side in others for name in differences_between(baseline.scenario, side.scenario)
    )
    rows = [
        {
            head: name_text(name, language),
            **{
                side.title: side_text(name, getattr(side.scenario, name), settings, language)
                for side in sides
            },
        }
        for name in names
    ]
    for name in MEASURES:
        rows.append({head: measure_name(name, language), **_row(sides, name, language)})
    return pd.DataFrame(rows)


def _row(sides: list[Side], name: str, language: Language) -> dict[str, str]:
    texts = {side.title: value_text(name, side.figures[name], language) for side in sides}
    values = [side.figures[name] for side in sides]
    known = [value for value in values if value is not None]
    if len(set(texts.values())) > 1 and known:
        lowest = min(known, key=str) if isinstance(known[0], str) else min(known)
        for side in sides:
            if texts[side.title] == value_text(name, lowest, language):
                texts[side.title] = say("compare.lowest", language, value=texts[side.title])
    return texts
