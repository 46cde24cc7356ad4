"""The manual that ships with the program, by chapter and language."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import capacity
from capacity.texts import Language

USE, INDEX, ENDING = "use", "index", ".md"
ORDER = (
    *("start", "situation", "forecast", "plan", "spread", "whatif", "data", "method"),
    *("model", "forecasting", "spreading", "law", "dictionary", "shipped", "scenario", "files", "commands"),
    *("administer", "contribute", "speed"),
)


@dataclass(frozen=True)
class Chapter:
    """A chapter of the manual.

    Args:
        name: what stands in an address.
        title: its first heading.
        text: Markdown, with links to files beside it.
        file: where it stands.
    """

    name: str
    title: str
    text: str
    file: Path


def docs_folder() -> Path:
    """The folder of the manual: inside the package when installed, beside it in a checkout."""
    package = Path(capacity.__file__).parent
    inside = package / "docs"
    return inside if inside.is_dir() else package.parent / "docs"


@cache
def chapters(language: Language) -> dict[str, Chapter]:
    """Every chapter by name, in reading order; those for planners in the language asked for."""
    folder = docs_folder()
    files = {chapter_name(path.relative_to(folder)): path for path in sorted(folder.glob(f"*{ENDING}"))}
    files |= {path.stem: path for path in sorted((folder / USE / language).glob(f"*{ENDING}"))}
    files.pop(INDEX, None)
    names = sorted(files, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name))
    return {name: _chapter(name, files[name]) for name in names}


def chapter_name(path: Path) -> str:
    """The name of a chapter from its place in the folder; those for planners keep the plain name."""
    renamed = {"forecast": "forecasting", "data": "shipped"}
    return path.stem if path.parent.name else renamed.get(path.stem, path.stem)


def _chapter(name: str, file: Path) -> Chapter:
    text = file.read_text(encoding="utf-8")
    title, _, rest = text.partition("\n")
    return Chapter(name, title.removeprefix("#").strip(), rest.strip(), file)


def chapter_linked(chapter: Chapter, target: str) -> str | None:
    """The name of the chapter that a link in another one leads to; None when it leads elsewhere."""
    folder = docs_folder().resolve()
    path = (chapter.file.parent / target).resolve()
    if not path.is_relative_to(folder) or path.suffix != ENDING or not path.exists():
        return None
    return chapter_name(path.relative_to(folder))


def picture(chapter: Chapter, target: str) -> Path | None:
    """The file of a picture in a chapter; None when there is none in the manual."""
    folder = docs_folder().resolve()
    path = (chapter.file.parent / target).resolve()
    return path if path.is_relative_to(folder) and path.is_file() else None
