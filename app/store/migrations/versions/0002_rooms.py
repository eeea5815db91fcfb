"""Workshops."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Create the table."""
    op.create_table(
        "rooms",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("used", sa.Double, nullable=False, comment="seconds since 1970"),
        sa.Column("document", sa.LargeBinary, nullable=False, comment="JSON"),
    )
