"""The plan folder and the exports."""

from capacity.report.border_report import border_months, border_report
from capacity.report.download import dutch_csv, plan_meta, plan_zip
from capacity.report.folder import plan_files, plan_receipt, read_plan_folder, write_plan_folder

__all__ = [
    "border_months",
    "border_report",
    "dutch_csv",
    "plan_files",
    "plan_meta",
    "plan_receipt",
    "plan_zip",
    "read_plan_folder",
    "write_plan_folder",
]
