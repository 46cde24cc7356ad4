"""The facts and series that ship with the program: found in a checkout or in an installed wheel alike."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

import pandas as pd

import capacity
from capacity.domain.parameters import Beyond, Parameter, Parameters
from capacity.domain.regions import Region
from capacity.law import Article, LegalTerm, parse_article
from capacity.sources.shipped_schemas import SCHEMAS

TERM_UNITS, LONGEST_TERM = ("hours", "days", "working days", "weeks", "months", "years"), 4.0
"""A term may be tried up to so many times what the law says; more is a slip of the pen."""
CASELOAD_UNIT = "minors"
LEAST_TERMS = ("transfer_appeal_window_min", "take_charge_reply_urgent_min")
"""Terms that the law sets from below: a longer one contradicts nothing."""
PERIOD_TERMS = ("crisis_period_most", "crisis_register_before_approval")
"""How long a regime may last: checked where its periods are given, and no number of the chain."""
OLD_LAW_TERMS = ("decide_old",)
"""Terms of Directive 2013/32/EU, which APR 79(3) keeps for applications of before the Pact."""
RANK_RANGE, EVENT_RANGE = (0.0, 9.0), (1.0, 104.0)
RegionLevel = Literal["provinces", "municipalities"]


def data_folder() -> Path:
    """The folder of shipped data: inside the package when installed, beside it in a checkout."""
    package = Path(capacity.__file__).parent
    inside = package / "data"
    return inside if inside.is_dir() else package.parent / "data"


def table_names() -> list[str]:
    """Names of all tables that ship, as `load_table` takes them."""
    return [name for name in SCHEMAS if _path(name).exists()]


def _path(name: str) -> Path:
    plain = data_folder() / f"{name}.csv"
    return plain if plain.exists() else data_folder() / f"{name}.csv.gz"


def load_table(name: str) -> pd.DataFrame:
    """One shipped table, checked against its schema.

    Args:
        name: folder and file without ending, such as `series/nl_asylum_monthly`.

    Raises:
        KeyError: no such table ships.
        pandera.errors.SchemaErrors: the file breaks its schema; all faults at once.
    """
    if name not in SCHEMAS:
        raise KeyError(f"no table data/{name}.csv; there are {', '.join(SCHEMAS)}")
    schema = SCHEMAS[name]
    numbers = [column for column, part in schema.columns.items() if str(part.dtype) == "float64"]
    text = {column: str for column in schema.columns if column not in numbers}
    frame = pd.read_csv(
        _path(name),
        dtype=text,
        keep_default_na=False,
        na_values={column: [""] for column in numbers},
        encoding="utf-8",
    )
    checked: pd.DataFrame = schema.validate(frame, lazy=True)
    return checked


def load_parameters() -> Parameters:
    """Every number the model may use: plan and forecast parameters and the numeric terms of the law.

    Raises:
        ValueError: two rows share an id.
    """
    rows = [*_rows("parameters/plan"), *_law_rows(), *_regime_rows(), *_duty_rows()]
    if _path("parameters/forecast").exists():
        rows += _rows("parameters/forecast")
    return unique_parameters(rows)


def unique_parameters(rows: Iterable[Parameter]) -> Parameters:
    """Parameters of which no id occurs twice.

    Raises:
        ValueError: two rows share an id; all such ids are named.
    """
    listed = list(rows)
    twice = sorted(name for name, count in Counter(row.id for row in listed).items() if count > 1)
    if twice:
        raise ValueError(f"two rows in data/ for {', '.join(twice)}")
    return Parameters(listed)


def load_legal_terms() -> dict[str, LegalTerm]:
    """Every row of the law by id, also those without a number."""
    return {
        str(row.id): LegalTerm(
            id=str(row.id),
            value=str(row.value),
            number=_optional(row.number),
            unit=str(row.unit),
            article=_cited(str(row.article), str(row.act)),
            valid_from=str(row.valid_from),
            valid_to=str(row.valid_to),
            url=str(row.url),
            note=str(row.note),
            confidence=str(row.confidence),
            source=str(row.source),
        )
        for row in load_table("law/parameters").itertuples()
    }


def _cited(article: str, act: str) -> Article:
    return parse_article(article) if article else Article(act)


def load_act_urls() -> dict[str, str]:
    """Where each act can be read, by its key; empty when no address is known."""
    acts = load_table("law/acts")
    return {str(row.key): str(row.url) for row in acts.itertuples()}


def load_regions(level: RegionLevel = "provinces") -> tuple[Region, ...]:
    """The twelve provinces or all municipalities in order of code, with their inhabitants."""
    table = load_table(f"regions/{level}").sort_values("code")
    return tuple(
        Region(str(row.code), str(row.name), float(str(row.population)), str(getattr(row, "province", "")))
        for row in table.itertuples()
    )


def _beyond_the_law() -> dict[str, Beyond]:
    """Per parameter that is no term of the law the values that contradict its article all the same."""
    return {
        str(row.id): Beyond(str(row.departs), float(str(row.limit)), str(row.problem))  # type: ignore[arg-type]
        for row in load_table("law/departures").itertuples()
    }


def _rows(name: str) -> list[Parameter]:
    beyond = _beyond_the_law()
    return [
        Parameter(
            id=str(row.id),
            value=float(str(row.value)),
            unit=str(row.unit),
            kind=str(row.kind),  # type: ignore[arg-type]
            source=str(row.source),
            low=_optional(row.low),
            high=_optional(row.high),
            article=str(row.article),
            note=str(row.note),
            is_term=row.id in OLD_LAW_TERMS,
            beyond=beyond.get(str(row.id)),
        )
        for row in load_table(name).itertuples()
    ]


def _law_rows() -> list[Parameter]:
    """Numbers of the law are facts; terms that bind the plan may be tried otherwise, within what can be.

    What only a regime puts in the place of a term is tried as the term in that regime.
    """
    law, in_model = load_table("law/parameters"), load_table("law/in_model")
    by_regime = set(load_table("law/regimes").by)
    binding = set(in_model.id[in_model.how == "number"]) - by_regime - set(LEAST_TERMS)
    terms = binding & set(law.id[law.unit.isin((*TERM_UNITS, CASELOAD_UNIT))])
    return [
        Parameter(
            id=str(row.id),
            value=float(str(row.number)),
            unit=str(row.unit),
            kind="fact",
            source=str(row.source),
            low=0.0 if row.id in terms else None,
            high=LONGEST_TERM * float(str(row.number)) if row.id in terms else None,
            article=str(row.article),
            note=str(row.note),
            is_term=row.id in terms or row.id in PERIOD_TERMS,
        )
        for row in law[law.number.notna()].itertuples()
    ]


def _regime_rows() -> list[Parameter]:
    """Terms that a regime changes, as parameters named by regime and term: `in_mass_decide_normal`."""
    law = {row.id: row for row in _law_rows()}
    found = []
    for row in load_table("law/regimes").itertuples():
        term, by = law[str(row.term)], law[str(row.by)]
        value = by.value + (term.value if row.how == "adds" else 0.0)
        found.append(
            Parameter(
                id=f"in_{row.regime}_{row.term}",
                value=value,
                unit=by.unit,
                kind="fact",
                source=str(row.source),
                low=0.0,
                high=LONGEST_TERM * value,
                article=str(row.article),
                note=f"{row.by} {row.how} {row.term}",
                is_term=True,
            )
        )
    return found


def _duty_rows() -> list[Parameter]:
    """Rank of each duty, and the person-weeks that one of its events stands for, from the register."""
    found = []
    for row in load_table("duties").itertuples():
        article = str(row.article)
        for name, value, (low, high), unit, note in (
            ("rank", row.rank, RANK_RANGE, "rank", "0: reported only; a lower number comes first"),
            ("event_weeks", row.event_weeks, EVENT_RANGE, "person-weeks/event", "what one event stands for"),
        ):
            number = _optional(value)
            if number is not None:
                source = "register of duties: order and weight are planning judgement"
                found.append(
                    Parameter(
                        f"{name}_{row.duty}", number, unit, "assumption", source, low, high, article, note
                    )
                )
    return found


def _optional(value: object) -> float | None:
    number = float(str(value))
    return None if number != number else number
