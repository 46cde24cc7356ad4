"""The pictures of the manual are taken by this run; CAPACITY_PICTURES=docs/images puts them there."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import ViewportSize

from capacity.texts import Language, say
from tests.browser.conftest import Visit

IMAGES = Path(__file__).parents[2] / "docs" / "images"
FOLDER_VARIABLE, COLOURS = "CAPACITY_PICTURES", 96
SHOWN = ("situation", "forecast")
SIZE: ViewportSize = {"width": 1280, "height": 1150}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_pictures_of_the_manual_are_taken_from_the_app(
    visit: Visit, address: str, tmp_path: Path, language: Language
) -> None:
    folder = Path(os.environ.get(FOLDER_VARIABLE, tmp_path))
    visit.page.set_viewport_size(SIZE)
    visit.open(f"{address}/?lang={language}")
    visit.page.get_by_role("button", name=say("tour.skip", language)).click()
    visit.settled()
    for name in SHOWN:
        before = visit.page.locator("h1").inner_text()
        if name != SHOWN[0]:
            visit.page.get_by_role("link", name=say(f"nav.{name}", language), exact=True).first.click()
            visit.page.wait_for_function(f"document.querySelector('h1')?.innerText !== {before!r}")
            visit.settled()
        visit.page.locator("[data-testid='stVegaLiteChart'] :is(canvas, svg)").first.wait_for()
        picture = Image.open(io.BytesIO(visit.page.screenshot())).convert("RGB").quantize(COLOURS)
        picture.save(folder / f"{name}_{language}.png", optimize=True)
        with Image.open(IMAGES / f"{name}_{language}.png") as kept:
            assert kept.size == picture.size
    assert visit.errors == []
