"""A sentence that waits for its language: the key of a text and the values that fill it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from capacity.texts.formats import Language
from capacity.texts.messages import say


@dataclass(frozen=True)
class Said:
    """A text by its key; values may be such texts themselves."""

    key: str
    values: Mapping[str, object] = field(default_factory=dict)

    def text(self, language: Language) -> str:
        """The sentence in a language.

        Raises:
            KeyError: no such key, or a value is missing.
        """
        filled = {
            name: value.text(language) if isinstance(value, Said) else value
            for name, value in self.values.items()
        }
        return say(self.key, language, **filled)
