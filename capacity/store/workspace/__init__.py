"""The workspace: what users save, in a database that is migrated when it is opened."""

from capacity.store.workspace.audit import AuditRow, Stamp, newest_entries
from capacity.store.workspace.database import Database, workspace_url
from capacity.store.workspace.ids import new_id
from capacity.store.workspace.migrating import NewerWorkspaceError
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

__all__ = [
    "AuditRow",
    "Database",
    "NewerWorkspaceError",
    "ScenarioRow",
    "Stamp",
    "StateRow",
    "add_scenario",
    "add_state",
    "add_version",
    "all_states",
    "all_versions",
    "delete_scenario",
    "id_of_name",
    "name_key",
    "new_id",
    "newest_entries",
    "newest_version",
    "newest_versions",
    "one_state",
    "workspace_url",
]
