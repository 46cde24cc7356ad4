"""The process that judges one plan: reads its request, tells how far it is, stores the answer."""

from __future__ import annotations

import json
from pathlib import Path

from capacity.scenario import scenario_from
from capacity.service.chances import judged, store_chances
from capacity.service.inputs import load_inputs
from capacity.service.opening import service_on


def run(request: str) -> int:
    """Answers a request; 0 when the answer is stored."""
    path = Path(request)
    home, key = path.parent.parent, path.stem
    content = json.loads(path.read_text(encoding="utf-8"))
    inputs = load_inputs()
    asked = {name: value for name, value in content["scenario"].items() if value is not None}
    scenario = scenario_from(asked, inputs.settings, inputs.parameters, inputs.regions)
    service = service_on(home, str(content["snapshot"]))
    progress = path.with_suffix(".progress")

    def tell(done: int, total: int) -> None:
        progress.write_text(f"{done} {total}", encoding="utf-8")

    found = judged(inputs, service.ground(scenario), scenario, content["pinned"], tell)
    store_chances(home, key, found)
    for spent in (path, progress):
        spent.unlink(missing_ok=True)
    return 0
