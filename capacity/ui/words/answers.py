"""Sentences that answer: headings, paragraphs and text equivalents, computed from a plan and a forecast."""

from __future__ import annotations

import pandas as pd

from capacity.domain.measures import NO_LEGAL_TERM, WITHIN_TERM_OF
from capacity.domain.plan_result import PlanResult
from capacity.texts import (
    Language,
    knows,
    say,
    shipped_text,
    signed,
    signed_euro_million,
    week_in_table,
)
from capacity.ui.words import figures
from capacity.ui.words.figures import DutyState, KeyFigures, monday

LEAST_EUR = 5e4
"""Less than this is no change in money worth saying."""


def duty_name(duty: str, language: Language) -> str:
    """A duty as a noun in a sentence."""
    return named("duty", duty, language)


def rank_text(rank: int, language: Language) -> str:
    """The rank of a duty; that it is only told where the plan has no goal for it."""
    return str(rank) if rank else say("plan.rank_told", language)


def named(group: str, name: str, language: Language) -> str:
    """The word for an id; an id without a word shows itself."""
    key = f"{group}.{name}"
    return say(key, language) if knows(key) else name


def _of_duty(prefix: str, duty: str) -> str:
    key = f"situation.{prefix}_{duty}"
    return key if knows(key) else f"situation.{prefix}_late"


def breach_sentence(state: DutyState, language: Language) -> str:
    """What breaks, how many, when."""
    if state.first_week is None:
        raise ValueError(f"{state.duty} does not break")
    name = duty_name(state.duty, language)
    if state.now:
        return say(_of_duty("now", state.duty), language, duty=name, n=state.first_late)
    week = monday(state.first_week)
    return say(_of_duty("breaks", state.duty), language, week=week, duty=name, n=state.first_late)


def situation_answer(plan: PlanResult, states: list[DutyState], language: Language) -> str:
    """The heading of the first page: the first goal level that breaks and its article, else that all hold."""
    if states and states[0].breaks:
        sentence = breach_sentence(states[0], language).removesuffix(".")
        return say("situation.with_article", language, sentence=sentence, article=states[0].article)
    last = monday(figures.weeks(plan)[-1])
    numbers = figures.beds(plan)
    slack = numbers.usable - numbers.residents
    if slack.min() < 0:
        return say("situation.holds", language, week=last)
    tight = monday(str(slack.idxmin()))
    return say("situation.holds_tightest", language, week=last, tight=tight, slack=float(slack.min()))


def situation_paragraph(
    states: list[DutyState], now: KeyFigures, baseline: KeyFigures | None, language: Language
) -> list[str]:
    """Three sentences below the heading: how high, what breaks next, and the difference with the baseline."""
    return [
        _highest(states, language),
        _next(states, language),
        against_baseline(now, baseline, language),
    ]


def _highest(states: list[DutyState], language: Language) -> str:
    if not states or not states[0].breaks:
        return say("situation.no_breach", language)
    first = states[0]
    return say("situation.highest", language, n=first.highest, week=monday(first.highest_week))


def _next(states: list[DutyState], language: Language) -> str:
    broken = [state for state in states[1:] if state.first_week is not None]
    if not broken:
        return say("situation.no_next", language)
    state = broken[0]
    name = duty_name(state.duty, language)
    if state.now and states[0].now:
        return say("situation.next_now", language, duty=name, article=state.article)
    first, heading = state.first_week or "", states[0].first_week
    week, earlier = monday(first), heading is not None and first < heading
    key = "situation.next_earlier" if earlier else "situation.next_breach"
    return say(key, language, duty=name, article=state.article, week=week)


def against_baseline(now: KeyFigures, baseline: KeyFigures | None, language: Language) -> str:
    """The difference in cost, beds and duties; without a baseline, that this is the baseline."""
    if baseline is None:
        return say("situation.against_same", language)
    duties = now.duties_broken - baseline.duties_broken
    cost, beds = now.cost - baseline.cost, now.without_bed - baseline.without_bed
    if not duties and abs(cost) < LEAST_EUR and abs(beds) < figures.LATE_FROM_PERSONS:
        return say("situation.against_nothing", language)
    as_many = say("situation.as_many", language)
    return say(
        "situation.against",
        language,
        cost=signed_euro_million(cost, language),
        beds=signed(beds, language) if abs(beds) >= figures.LATE_FROM_PERSONS else as_many,
        duties=signed(duties, language) if duties else as_many,
        k=abs(duties),
    )


def places_heading(plan: PlanResult, region: str, region_name: str, language: Language) -> str:
    """What the chart of residents and places shows."""
    if region != figures.NATION:
        places = figures.places_by_type(plan, region)
        sums = places[places.type != "border"].groupby("week")[["occupied", "usable"]].sum()
        fullest = str((sums.occupied / sums.usable.where(sums.usable > 0)).fillna(0).idxmax())
        row = sums.loc[fullest]
        return say(
            "situation.places_title_region",
            language,
            region=region_name,
            occupied=float(row.occupied),
            usable=float(row.usable),
            week=monday(fullest),
        )
    numbers = figures.beds(plan)
    short = numbers[numbers.without_bed >= figures.LATE_FROM_PERSONS]
    if len(short):
        return say("situation.places_title_short", language, first=monday(str(short.index[0])))
    slack = numbers.usable - numbers.residents
    return say(
        "situation.places_title_full",
        language,
        week=monday(str(slack.idxmin())),
        slack=max(0.0, float(slack.min())),
    )


def places_text(plan: PlanResult, language: Language) -> str:
    """Text equivalent of the chart of residents and places."""
    numbers = figures.beds(plan)
    short = numbers[numbers.without_bed >= figures.LATE_FROM_PERSONS]
    shortage = say("situation.places_alt_full", language)
    if len(short):
        shortage = say(
            "situation.places_alt_short",
            language,
            first=monday(str(short.index[0])),
            last=monday(str(short.index[-1])),
            n=float(short.without_bed.max()),
            peak=monday(str(short.without_bed.idxmax())),
        )
    return say(
        "situation.places_alt",
        language,
        a=float(numbers.residents.iloc[0]),
        b=float(numbers.residents.iloc[-1]),
        c=float(numbers.usable.iloc[0]),
        d=float(numbers.usable.iloc[-1]),
        short=shortage,
    )


def duties_heading(states: list[DutyState], language: Language) -> str:
    """How many duties break."""
    broken = sum(state.breaks for state in states)
    if not broken:
        return say("situation.duties_title_none", language)
    return say("situation.duties_title", language, k=broken, n=len(states))


def by_week(states: list[DutyState]) -> list[DutyState]:
    """The duties that break, the earliest first; in one week the order of rank stays."""
    return sorted((state for state in states if state.breaks), key=lambda state: state.first_week or "")


def duties_text(states: list[DutyState], language: Language) -> str:
    """Text equivalent of the strip of duties."""
    broken = by_week(states)
    first = ""
    if broken:
        name = duty_name(broken[0].duty, language)
        first = say(
            "situation.duties_alt_first", language, duty=name, week=monday(broken[0].first_week or "")
        )
    return say("situation.duties_alt", language, k=len(broken), n=len(states), first=first)


def duty_receipt(state: DutyState, register: pd.DataFrame, language: Language) -> str:
    """One duty: its sentence, article, who is bound, and how it fares."""
    rows = register[register.duty == state.duty]
    sentence = str(rows[f"sentence_{language}"].iloc[0]) if len(rows) else duty_name(state.duty, language)
    how = say("situation.duty_receipt_holds", language)
    if state.first_week is not None:
        how = say(
            "situation.duty_receipt_breaks",
            language,
            week=monday(state.first_week),
            n=state.highest,
            peak=monday(state.highest_week),
        )
    return say(
        "situation.duty_receipt",
        language,
        sentence=sentence,
        article=state.article,
        bound=named("bound", state.bound, language),
        state=how,
    )


def plan_answer(states: list[DutyState], now: KeyFigures, language: Language) -> str:
    """The heading of the plan page: cost per year, duties that break, and the first of them."""
    broken = by_week(states)
    if not broken:
        return say("plan.title_holds", language, cost=now.cost, n=len(states))
    return say(
        "plan.title",
        language,
        cost=now.cost,
        k=len(broken),
        n=len(states),
        duty=duty_name(broken[0].duty, language),
        week=monday(broken[0].first_week or ""),
    )


def chain_answer(
    stages: pd.DataFrame, states: list[DutyState], register: pd.DataFrame, language: Language
) -> str:
    """The heading of the chain: the stage whose hands are busiest, and when it breaks or passes its norm.

    Args:
        register: columns duty and stage at least.
    """
    busiest = stages.sort_values(["load", "breach"], key=_tightest_first, kind="stable").iloc[0]
    breach = ""
    if week := str(busiest.breach or busiest.norm_from):
        key = "plan.chain_title_breach" if busiest.breach else "plan.chain_title_norm"
        article = _article_of(str(busiest.stage), states, register, by_norm=not busiest.breach)
        breach = say(key, language, week=monday(week), article=article)
    name = named("stage", str(busiest.stage), language)
    name = name[0].lower() + name[1:]
    return say("plan.chain_title", language, stage=name, load=float(busiest.load), breach=breach)


def _tightest_first(column: pd.Series) -> pd.Series:
    """Fullest first, in whole percents; among equals the one that breaks first."""
    if column.name == "load":
        return -column.round(2)
    return column.where(column != "", LAST)


LAST = "9999"


def _article_of(stage: str, states: list[DutyState], register: pd.DataFrame, by_norm: bool) -> str:
    """The article of the stage's duty that breaks first, or of its norm that is passed first."""
    duties = set(register[register.stage == stage].duty)
    of_stage = [state for state in states if state.breaks and state.duty in duties]
    broken = [state for state in of_stage if by_norm == (stage in NO_LEGAL_TERM and not state.rank)]
    broken.sort(key=lambda state: state.first_week or "")
    return broken[0].article if broken else ""


MOST_ARTICLES_AT_A_RULE = 3


def duties_of(stage: str, register: pd.DataFrame) -> pd.DataFrame:
    """The duties of the register that bind a stage, also where their term ends at a later one."""
    return register[register.stage.isin((stage, *WITHIN_TERM_OF.get(stage, ())))]


def limit_text(stage: str, register: pd.DataFrame, language: Language) -> str:
    """The legal limit of a stage with its articles; that there is none, where no duty bounds it.

    Where no article sets the term of those who wait longest, it is the norm that is named.
    """
    of_stage = duties_of(stage, register)
    if stage in NO_LEGAL_TERM:
        norms = of_stage[of_stage["rank"].astype(int) == 0].article.drop_duplicates()
        words = ", ".join(shipped_text(norm, language) for norm in norms)
        return say("plan.limit_norm", language, articles=words)
    articles = of_stage.article.drop_duplicates()
    if articles.empty:
        return say("plan.limit_none", language)
    if len(articles) > MOST_ARTICLES_AT_A_RULE:
        return say("plan.limit_many", language, n=len(articles))
    return say("plan.limit", language, articles=", ".join(articles))


def chain_text(stages: pd.DataFrame, language: Language) -> str:
    """Text equivalent of the chain."""
    parts = []
    for row in stages.itertuples():
        week = str(row.breach or row.norm_from)
        key = "plan.chain_alt_breach" if row.breach else "plan.chain_alt_norm"
        said = say(key, language, week=monday(week)) if week else ""
        parts.append(
            say(
                "plan.chain_alt_one",
                language,
                stage=named("stage", str(row.stage), language),
                load=row.load,
                queue=row.queue,
                breach=said,
            )
        )
    return say("plan.chain_alt", language, list="; ".join(parts))


LARGEST_GAPS = 3


def gaps_text(gaps: pd.DataFrame, region_names: dict[str, str], language: Language) -> str:
    """Text equivalent of the tiles of provinces."""
    largest = gaps[gaps.gap > 0].nlargest(LARGEST_GAPS, "gap")
    named_gaps = [
        say(
            "plan.gap_alt_one", language, region=region_names.get(str(row.region), str(row.region)), n=row.gap
        )
        for row in largest.itertuples()
    ]
    met = [region_names.get(str(region), str(region)) for region in gaps[gaps.gap <= 0].region]
    surplus = (
        say("plan.gap_alt_surplus", language, regions=", ".join(met))
        if met
        else say("plan.gap_alt_no_surplus", language)
    )
    return say("plan.gap_alt", language, gaps=", ".join(named_gaps) or "0", surplus=surplus)


def week_label(week: str) -> str:
    """A week of a table as pages and axes name it."""
    return week_in_table(monday(week))
