"""YAML read as the safe loader reads it, by the library's part in C where the machine has it."""

from __future__ import annotations

from typing import Any

import yaml

LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str) -> Any:
    """The content of a YAML text; in C it takes an eighth of the time, and nobody waits for sentences.

    Raises:
        yaml.YAMLError: the text is no YAML.
    """
    return yaml.load(text, Loader=LOADER)
