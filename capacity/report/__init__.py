"""The plan folder and the exports."""

from capacity.report.download import dutch_csv, plan_file_name, plan_meta, plan_zip
from capacity.report.folder import plan_files, read_plan_folder, write_plan_folder

__all__ = [
    "dutch_csv",
    "plan_file_name",
    "plan_files",
    "plan_meta",
    "plan_zip",
    "read_plan_folder",
    "write_plan_folder",
]
