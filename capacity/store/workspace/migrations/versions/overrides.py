"""Changes of the forecast."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Makes the table of changes of the forecast."""
    op.create_table(
        "overrides",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("author_subject", sa.String(255), nullable=False),
        sa.Column("author_name", sa.String(255), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True)),
        sa.Column("withdrawn_subject", sa.String(255), nullable=False),
        sa.Column("withdrawn_name", sa.String(255), nullable=False),
        sa.Column("withdrawn_reason", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_overrides"),
        sa.UniqueConstraint("id", name="uq_overrides_id"),
    )
