"""Accepted plans with their commitments, and notes."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Makes the tables of plans and notes."""
    op.create_table(
        "accepted_plans",
        *_numbered("accepted_plans"),
        sa.Column("scenario", sa.String(80), nullable=False),
        sa.Column("scenario_hash", sa.String(80), nullable=False),
        sa.Column("snapshot", sa.String(80), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        *_author(),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_subject", sa.String(255), nullable=False),
        sa.Column("withdrawn_name", sa.String(255), nullable=False),
        sa.Column("withdrawn_reason", sa.Text, nullable=False),
    )
    op.create_table(
        "commitments",
        sa.Column("plan_id", sa.String(16), nullable=False),
        sa.Column("row", sa.Integer, nullable=False),
        sa.Column("region", sa.String(16), nullable=False),
        sa.Column("type", sa.String(80), nullable=False),
        sa.Column("week", sa.Date, nullable=False),
        sa.Column("places", sa.Integer, nullable=False),
        sa.Column("durable", sa.Integer, nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.PrimaryKeyConstraint("plan_id", "row", name="pk_commitments"),
        sa.ForeignKeyConstraint(["plan_id"], ["accepted_plans.id"], name="fk_commitments_plan_id"),
    )
    op.create_table(
        "notes",
        *_numbered("notes"),
        sa.Column("about", sa.String(255), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        *_author(),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_notes_about", "notes", ["about"])


def _numbered(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.PrimaryKeyConstraint("number", name=f"pk_{table}"),
        sa.UniqueConstraint("id", name=f"uq_{table}_id"),
    ]


def _author() -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("author_subject", sa.String(255), nullable=False),
        sa.Column("author_name", sa.String(255), nullable=False),
    ]
