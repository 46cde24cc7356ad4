"""Writes the tables of the manual that follow from the program: python -m tests.docs.tables

docs/law.md: acts, the register of duties, and where every row of the law is in the plan. docs/dictionary.md:
every id with its name in both languages, and every column of a plan. A test holds the written files to
what this module would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from capacity.domain.plan_result import CLASSES, STAGES, TABLE_COLUMNS, TYPES
from capacity.law import article_url
from capacity.service.inputs import Inputs, load_inputs
from capacity.sources.shipped import load_table
from capacity.texts import knows, messages, say

DOCS = Path(__file__).parents[2] / "docs"
LAW = """# The law

The plan reports on the duties below. Each row of a plan's `duties.csv` names one of them with its article.
Ranks order the goals: the program never trades a duty of a lower number for one of a higher number; rank 0
is reported only. *Counts* says what is counted: who left a stage *unfinished*, who is still there after the
term (*late*), or who is *over* the number of places.

Terms and other legal numbers stand in `data/law/parameters.csv`, each with its article, the day from which it
holds, and how certain it is. Where sources conflict, both stand there; they are never averaged.

## Duties

{duties}

## Where the law is in the plan

Every row of `data/law/parameters.csv` in its order, and where the plan holds it, or why it does not
(`data/law/in_model.csv`). A test changes each number that is said to be in the plan and finds the chain
changed, and changes all the others and finds it the same.

{terms}

## Acts

{acts}
"""
DICTIONARY = """# Dictionary

Every id that a file or an address may hold, with its name on the screen. Ids are never renamed.

{groups}

## Columns of a plan

Every table of a [plan folder](files.md#plan-folder) starts with `scenario`. Counts are persons unless the
name says otherwise; weeks are Mondays.

{columns}
"""
GROUPS = {
    "Stages": ("stage", STAGES),
    "Streams": ("stream", ()),
    "Pools of hands": ("pool", ()),
    "Groups of residents": ("class", CLASSES),
    "Types of places": ("type", TYPES),
    "Who is bound": ("bound", ()),
}


def table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [list(heading), ["---"] * len(heading), *rows]
    return "\n".join("| " + " | ".join(str(cell).replace("|", "\\|") for cell in row) + " |" for row in lines)


def law(inputs: Inputs) -> str:
    """The chapter on the law."""
    urls = dict(zip(inputs.acts.key, inputs.acts.url, strict=True))
    duties = [
        (
            f"`{row.duty}`",
            row.sentence_en,
            linked(str(row.article), urls),
            row.bound,
            int(row.rank),
            row.counts,
        )
        for row in inputs.duties.itertuples()
    ]
    acts = [
        (f"`{row.key}`", f"[{row.title_en}]({row.url})" if row.url else row.title_en, row.title_nl)
        for row in inputs.acts.itertuples()
    ]
    places = load_table("law/in_model").set_index("id")
    terms = [
        (
            f"`{row.id}`",
            f"{row.value} {row.unit}" if row.number == row.number else row.value,
            linked(str(row.article or row.act), urls),
            in_model(str(places.how[row.id]), str(places["where"][row.id])),
        )
        for row in load_table("law/parameters").itertuples()
    ]
    return LAW.format(
        duties=table(("duty", "asks", "article", "bound", "rank", "counts"), duties),
        terms=table(("id", "says", "article", "in the plan"), terms),
        acts=table(("key", "act", "in Dutch"), acts),
    )


def in_model(how: str, where: str) -> str:
    """Where the plan holds a row of the law, or why it does not."""
    if how == "none":
        return say("in_model.none", "en", reason=say(f"not_in_model.{where}", "en"))
    places = [place.partition(":") for place in where.split(" ")]
    return say(f"in_model.{how}", "en", where=", ".join(f"{kind} `{name}`" for kind, _, name in places))


def linked(article: str, urls: dict[str, str]) -> str:
    """An article with a link to its act, where the act has an address."""
    url = article_url(article, urls)
    return f"[{article}]({url})" if url else article


def dictionary() -> str:
    """The chapter with all ids and columns."""
    groups = []
    for title, (group, ordered) in GROUPS.items():
        known = [key.partition(".")[2] for key in messages("en") if key.startswith(f"{group}.")]
        names = [*ordered, *(name for name in known if name not in ordered)]
        rows = [
            (f"`{name}`", *(say(f"{group}.{name}", language) for language in ("nl", "en"))) for name in names
        ]
        groups.append(f"## {title}\n\n{table(('id', 'in Dutch', 'in English'), rows)}")
    columns = [
        (f"`{name}.csv`", f"`{column}`", *(heading(column, language) for language in ("nl", "en")))
        for name, listed in TABLE_COLUMNS.items()
        for column in listed
    ]
    heads = ("file", "column", "heading in Dutch", "heading in English")
    return DICTIONARY.format(groups="\n\n".join(groups), columns=table(heads, columns))


def heading(column: str, language: str) -> str:
    """The heading of a column on the screen; some stand in files only."""
    key = f"column.{column}"
    return say(key, "nl" if language == "nl" else "en") if knows(key) else ""


def chapters() -> dict[str, str]:
    """The chapters that follow from the program, by file."""
    return {"law.md": law(load_inputs()), "dictionary.md": dictionary()}


if __name__ == "__main__":
    for name, text in chapters().items():
        (DOCS / name).write_text(text, encoding="utf-8")
