"""The workspace: what users save, in a database that is migrated when it is opened."""

from capacity.store.workspace.audit import AuditRow, Stamp, entries_of, newest_entries, record
from capacity.store.workspace.copying import copy_workspace, is_whole
from capacity.store.workspace.database import Database, sqlite_file, workspace_url
from capacity.store.workspace.ids import new_id
from capacity.store.workspace.migrating import NewerWorkspaceError, known_revisions
from capacity.store.workspace.names import PROGRAM, forget_names, has_names
from capacity.store.workspace.notes import NewNote, NoteRow, add_note, notes_about
from capacity.store.workspace.overrides import (
    OverrideRow,
    add_override,
    all_overrides,
    withdraw_override,
)
from capacity.store.workspace.plans import (
    CommitmentRow,
    PlanRow,
    PlanSource,
    add_plan,
    all_commitments,
    all_plans,
    withdraw_plan,
)
from capacity.store.workspace.scenarios import (
    ScenarioRow,
    add_scenario,
    add_version,
    all_versions,
    delete_scenario,
    id_of_name,
    name_key,
    newest_version,
    newest_versions,
)
from capacity.store.workspace.states import StateRow, add_state, all_states, one_state
from capacity.store.workspace.tables import HEAD
from capacity.store.workspace.uploads import UploadRow, add_upload, all_uploads, withdraw_upload

__all__ = [
    "HEAD",
    "PROGRAM",
    "AuditRow",
    "CommitmentRow",
    "Database",
    "NewNote",
    "NewerWorkspaceError",
    "NoteRow",
    "OverrideRow",
    "PlanRow",
    "PlanSource",
    "ScenarioRow",
    "Stamp",
    "StateRow",
    "UploadRow",
    "add_note",
    "add_override",
    "add_plan",
    "add_scenario",
    "add_state",
    "add_upload",
    "add_version",
    "all_commitments",
    "all_overrides",
    "all_plans",
    "all_states",
    "all_uploads",
    "all_versions",
    "copy_workspace",
    "delete_scenario",
    "entries_of",
    "forget_names",
    "has_names",
    "id_of_name",
    "is_whole",
    "known_revisions",
    "name_key",
    "new_id",
    "newest_entries",
    "newest_version",
    "newest_versions",
    "notes_about",
    "one_state",
    "record",
    "sqlite_file",
    "withdraw_override",
    "withdraw_plan",
    "withdraw_upload",
    "workspace_url",
]
