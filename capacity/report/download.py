"""What a browser downloads: one table, or the whole plan as a zip with the account of how it was made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

import pandas as pd

from capacity.domain.plan_result import PlanResult
from capacity.domain.time import week_name
from capacity.report.folder import plan_files
from capacity.sources.tables import write_table
from capacity.texts import Language, say

META_FILE = "plan_meta.csv"
HASH_SHOWN = 4
_ZIP_DAY = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o644 << 16
_BETWEEN = ", "


def dutch_csv(frame: pd.DataFrame) -> bytes:
    """A table for a Dutch spreadsheet: UTF-8 with BOM, semicolon, decimal comma, formulas neutralised."""
    return write_table(frame, dutch=True)


def plan_meta(result: PlanResult, language: Language, made: Mapping[str, str] | None = None) -> pd.DataFrame:
    """The account of a plan as key and value, in a fixed order; a key that says nothing has an empty value.

    Args:
        made: what the plan itself does not know: created_at, created_by, seed and data_week.
    """
    summary, scenario = result.summary, result.scenario_document
    weeks = _weeks(result)
    known = {
        "title": say("app.title", language),
        "scenario": result.scenario,
        "horizon": f"{weeks[0]} - {weeks[-1]}" if weeks else "",
        "status": summary.get("status", ""),
        "sized_to": scenario.get("sized_to", ""),
        "overrides": _BETWEEN.join(sorted(scenario.get("parameters") or {})),
        "assumptions": _BETWEEN.join([*summary.get("assumptions", []), *summary.get("inputs_needed", [])]),
        "language": language,
        "decimal": ",",
        "unit_note": say("app.subtitle", language),
        "source_note": _source_note(result, language),
        **{key: str(summary.get(key, "")) for key in _FROM_SUMMARY},
        "deviations": _BETWEEN.join(summary.get("deviations") or []),
        **(made or {}),
    }
    return pd.DataFrame({"key": list(META_KEYS), "value": [str(known.get(key, "")) for key in META_KEYS]})


META_KEYS = (
    "title",
    "scenario",
    "scenario_hash",
    "snapshot",
    "data_week",
    "created_at",
    "created_by",
    "program_version",
    "law_version",
    "horizon",
    "status",
    "gap",
    "sized_to",
    "seed",
    "overrides",
    "deviations",
    "assumptions",
    "language",
    "decimal",
    "unit_note",
    "source_note",
)
_FROM_SUMMARY = ("scenario_hash", "snapshot", "program_version", "law_version", "gap", "seed", "deviations")


def plan_zip(result: PlanResult, language: Language, made: Mapping[str, str] | None = None) -> bytes:
    """The plan folder in Dutch number style with plan_meta.csv, the same bytes for the same plan.

    run.json stays out: its seconds differ from run to run.

    Args:
        made: see `plan_meta`.
    """
    files = {name: content for name, content in plan_files(result, dutch=True).items() if name != "run.json"}
    files[META_FILE] = dutch_csv(plan_meta(result, language, made))
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _ZIP_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _FILE_MODE
            archive.writestr(entry, files[name])
    return buffer.getvalue()


def _weeks(result: PlanResult) -> list[str]:
    """Names of the plan's weeks, in order."""
    days = sorted(set(result.tables["plan"].week))
    return [week_name(pd.Timestamp(day).date()) for day in days]


def _source_note(result: PlanResult, language: Language) -> str:
    summary = result.summary
    return say(
        "footer.line",
        language,
        assumptions=len(summary.get("assumptions", [])),
        inputs=len(summary.get("inputs_needed", [])),
        snapshot=str(summary.get("snapshot", "")),
        plan=str(summary.get("scenario_hash", ""))[:HASH_SHOWN],
        version=str(summary.get("program_version", "")),
        law=str(summary.get("law_version", "")),
    )
