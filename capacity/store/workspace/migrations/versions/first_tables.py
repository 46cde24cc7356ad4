"""Scenarios with their versions, states and the audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Makes the first tables."""
    op.create_table(
        "scenarios",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("live_name", sa.String(160)),
        sa.Column("newest", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_scenarios"),
        sa.UniqueConstraint("live_name", name="uq_scenarios_live_name"),
    )
    op.create_table(
        "scenario_versions",
        sa.Column("scenario_id", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        *_authorship("saved_at"),
        sa.PrimaryKeyConstraint("scenario_id", "version", name="pk_scenario_versions"),
        sa.ForeignKeyConstraint(["scenario_id"], ["scenarios.id"], name="fk_scenario_versions_scenario_id"),
    )
    op.create_table(
        "states",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("told_by", sa.String(255), nullable=False),
        *_authorship("saved_at"),
        sa.PrimaryKeyConstraint("number", name="pk_states"),
        sa.UniqueConstraint("id", name="uq_states_id"),
    )
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("action", sa.String(80), nullable=False),
        sa.Column("subject", sa.String(255), nullable=False),
        *_authorship("at"),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])


def _authorship(moment: str) -> list[sa.Column[object]]:
    return [
        sa.Column("author_subject", sa.String(255), nullable=False),
        sa.Column("author_name", sa.String(255), nullable=False),
        sa.Column(moment, sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
    ]
