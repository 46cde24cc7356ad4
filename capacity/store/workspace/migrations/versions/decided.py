"""All that an accepted plan decides about places."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Adds the decisions and the day until which they reach; plans accepted before have none."""
    op.add_column("accepted_plans", sa.Column("decided_until", sa.Date))
    op.add_column("accepted_plans", sa.Column("decided", sa.JSON))
