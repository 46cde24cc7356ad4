"""A workspace of any age becomes one of today, and one from the future is left alone."""

import sqlite3
import threading
from datetime import UTC, date, datetime

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool
from sqlalchemy.schema import CreateTable

from capacity.domain.user import User
from capacity.store.workspace import (
    Database,
    NewerWorkspaceError,
    Stamp,
    add_scenario,
    add_state,
    all_plans,
    all_states,
    newest_entries,
    newest_versions,
)
from capacity.store.workspace.migrating import known_revisions, migrate
from capacity.store.workspace.tables import HEAD, metadata

BY = Stamp(datetime(2026, 11, 23, 8, 30, tzinfo=UTC), User("local", "Jan"), "first")


def address(path):
    return make_url(f"sqlite:///{path}")


def differs_from_the_tables(path):
    engine = create_engine(address(path), poolclass=NullPool)
    with engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection), metadata)


def test_an_empty_workspace_gets_the_tables_that_the_program_uses(tmp_path):
    Database(address(tmp_path / "new" / "w.sqlite"))
    assert differs_from_the_tables(tmp_path / "new" / "w.sqlite") == []


def test_a_workspace_of_the_first_version_keeps_everything_when_it_is_brought_up_to_date(tmp_path):
    file = tmp_path / "w.sqlite"
    migrate(create_engine(address(file), poolclass=NullPool), file, to="0001")
    old = sqlite3.connect(file)
    old.execute("INSERT INTO scenarios VALUES ('abc', 'peak', 1)")
    old.execute(
        "INSERT INTO scenario_versions (scenario_id, version, name, content, author_subject, author_name, "
        "saved_at, reason) VALUES ('abc', 1, 'Peak', '{\"inflow\": 10}', 'local', 'Jan', "
        "'2026-11-23 08:30:00.000000', 'first')"
    )
    old.commit()
    old.close()
    database = Database(address(file))
    assert differs_from_the_tables(file) == []
    with database.reading() as connection:
        (found,) = newest_versions(connection)
        assert all_plans(connection) == []
    assert (found.name, found.content, found.saved_at) == ("Peak", {"inflow": 10}, BY.at)


def test_the_newest_migration_is_the_one_the_program_asks_for():
    assert max(known_revisions()) == HEAD


def test_a_workspace_of_a_newer_program_is_refused_and_left_as_it_is(tmp_path):
    file = tmp_path / "w.sqlite"
    Database(address(file))
    newer = sqlite3.connect(file)
    newer.execute("UPDATE alembic_version SET version_num = '9999'")
    newer.commit()
    newer.close()
    with pytest.raises(NewerWorkspaceError):
        Database(address(file))
    after = sqlite3.connect(file)
    assert after.execute("SELECT version_num FROM alembic_version").fetchall() == [("9999",)]
    after.close()


def test_many_who_open_a_new_workspace_at_once_make_it_once(tmp_path):
    faults = []

    def open_it():
        try:
            Database(address(tmp_path / "w.sqlite"))
        except Exception as fault:
            faults.append(fault)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    assert differs_from_the_tables(tmp_path / "w.sqlite") == []


def test_the_tables_can_be_made_in_postgresql_too():
    for table in metadata.sorted_tables:
        assert table.name in str(CreateTable(table).compile(dialect=postgresql.dialect()))


def test_a_confirmed_write_is_on_the_disk_and_foreign_keys_hold(tmp_path):
    database = Database(address(tmp_path / "w.sqlite"))
    with database.reading() as connection:
        settings = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert settings == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_half_a_write_leaves_nothing(tmp_path):
    database = Database(address(tmp_path / "w.sqlite"))

    def work(connection):
        add_scenario(connection, "abc", "Peak", {}, BY, "scenario_saved")
        raise RuntimeError("cut off")

    with pytest.raises(RuntimeError):
        database.write(work)
    with database.reading() as connection:
        assert (newest_versions(connection), newest_entries(connection, 9)) == ([], [])


def test_states_come_newest_first_whatever_the_clock_says(tmp_path):
    database = Database(address(tmp_path / "w.sqlite"))
    for name in ("one", "two", "three"):
        day = date(2026, 11, 23)
        database.write(lambda connection, name=name, day=day: add_state(connection, name, day, "", "", BY))
    with database.reading() as connection:
        assert [row.id for row in all_states(connection)] == ["three", "two", "one"]
