"""One unit of something scarce in words, as prices and repairs name it."""

from __future__ import annotations

from functools import cache

from capacity.texts.formats import Language
from capacity.texts.messages import knows, say


@cache
def thing(resource: str, language: Language) -> str:
    """One unit of a resource; of a pool without a word of its own an hour."""
    key, pool = f"price.thing.{resource}", f"pool.{resource}"
    if knows(key):
        return say(key, language)
    return say("price.thing.hour", language, pool=say(pool, language) if knows(pool) else resource)
