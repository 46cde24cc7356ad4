import re
from pathlib import Path

import pytest

import capacity.sources.live
from capacity.texts import LANGUAGES, messages

FOLDER = Path(capacity.sources.live.__file__).parent
RAISED = re.compile(r'SourceError\(\s*"(?:failed|changed_shape)",\s*"(\w+)"')
NOTICED = re.compile(r'Remark\(\s*"(\w+)"')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("pattern", "group"), [(RAISED, "source_fault"), (NOTICED, "source_finding")])
def test_every_fault_and_finding_of_a_reader_has_its_sentence(language, pattern, group):
    code = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py"))
    keys = set(pattern.findall(code))
    assert len(keys) > 1
    assert {f"{group}.{key}" for key in keys} <= messages(language).keys()
