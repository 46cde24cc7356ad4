"""Tables of the workspace as the newest migration leaves them."""

from __future__ import annotations

from sqlalchemy import JSON, Column, Date, ForeignKey, Integer, MetaData, String, Table, Text

from capacity.store.workspace.types import Moment

ID, NAME, SUBJECT = 16, 80, 255
HEAD = "0005"
"""The newest migration."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
    }
)

scenarios = Table(
    "scenarios",
    metadata,
    Column("id", String(ID), primary_key=True),
    Column("live_name", String(2 * NAME), unique=True),
    Column("newest", Integer, nullable=False),
)
"""One row per scenario; `live_name` is empty once it is deleted, so that its name is free again."""

scenario_versions = Table(
    "scenario_versions",
    metadata,
    Column("scenario_id", String(ID), ForeignKey("scenarios.id"), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("name", String(NAME), nullable=False),
    Column("content", JSON, nullable=False),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Every version ever saved; `content` holds what differs from the defaults."""

states = Table(
    "states",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(ID), nullable=False, unique=True),
    Column("as_of", Date, nullable=False),
    Column("content", Text, nullable=False),
    Column("told_by", String(SUBJECT), nullable=False),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
)
"""Every state ever saved; `content` is its table without the author, who stands in `told_by`."""

audit = Table(
    "audit",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Moment, nullable=False, index=True),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("action", String(NAME), nullable=False),
    Column("subject", String(SUBJECT), nullable=False),
    Column("reason", Text, nullable=False),
)
"""One row per write, made in the same transaction."""

accepted_plans = Table(
    "accepted_plans",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(ID), nullable=False, unique=True),
    Column("scenario", String(NAME), nullable=False),
    Column("scenario_hash", String(NAME), nullable=False),
    Column("snapshot", String(NAME), nullable=False),
    Column("as_of", Date, nullable=False),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("accepted_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_subject", String(SUBJECT), nullable=False),
    Column("withdrawn_name", String(SUBJECT), nullable=False),
    Column("withdrawn_reason", Text, nullable=False),
    Column("decided_until", Date),
    Column("decided", JSON(none_as_null=True)),
)
"""Plans that somebody accepted; their commitments hold until they are withdrawn. `decided` holds all that the
plan decides about places, as rows, from which the distance of later plans is told; plans that were accepted
before it was kept have none."""

commitments = Table(
    "commitments",
    metadata,
    Column("plan_id", String(ID), ForeignKey("accepted_plans.id"), primary_key=True),
    Column("row", Integer, primary_key=True),
    Column("region", String(ID), nullable=False),
    Column("type", String(NAME), nullable=False),
    Column("week", Date, nullable=False),
    Column("places", Integer, nullable=False),
    Column("durable", Integer, nullable=False),
    Column("kind", String(ID), nullable=False),
    Column("valid_from", Date, nullable=False),
)
"""What an accepted plan decided about places."""

notes = Table(
    "notes",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(ID), nullable=False, unique=True),
    Column("about", String(SUBJECT), nullable=False, index=True),
    Column("text", Text, nullable=False),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("written_at", Moment, nullable=False),
)
"""Notes about anything, which is named as `kind:id`."""

overrides = Table(
    "overrides",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(ID), nullable=False, unique=True),
    Column("content", JSON, nullable=False),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_subject", String(SUBJECT), nullable=False),
    Column("withdrawn_name", String(SUBJECT), nullable=False),
    Column("withdrawn_reason", Text, nullable=False),
)
"""Changes of the forecast; each is in force until it is withdrawn."""

uploads = Table(
    "uploads",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("id", String(ID), nullable=False, unique=True),
    Column("kind", String(ID), nullable=False, index=True),
    Column("content", Text, nullable=False),
    Column("author_subject", String(SUBJECT), nullable=False),
    Column("author_name", String(SUBJECT), nullable=False),
    Column("saved_at", Moment, nullable=False),
    Column("reason", Text, nullable=False),
    Column("withdrawn_at", Moment),
    Column("withdrawn_subject", String(SUBJECT), nullable=False),
    Column("withdrawn_name", String(SUBJECT), nullable=False),
    Column("withdrawn_reason", Text, nullable=False),
)
"""Files that users accepted; the newest of a kind that was not withdrawn is in force."""
