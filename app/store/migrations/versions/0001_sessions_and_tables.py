"""Sessions and uploaded tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create the tables."""
    op.create_table(
        "sessions",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("used", sa.Double, nullable=False, comment="seconds since 1970"),
        sa.Column("document", sa.LargeBinary, nullable=False, comment="JSON"),
    )
    op.create_table(
        "session_parts",
        sa.Column("session", sa.Text, sa.ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("kind", sa.Text, primary_key=True, comment="spec, run, history or checkpoint"),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("table", sa.Text, nullable=True, comment="the uploaded table that a spec names"),
        sa.Column("content", sa.LargeBinary, nullable=False),
    )
    op.create_index("session_parts_by_table", "session_parts", ["table"])
    op.create_table(
        "tables",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("used", sa.Double, nullable=False, comment="seconds since 1970"),
        sa.Column("deleted", sa.Boolean, nullable=False, comment="kept only for sessions that train on it"),
        sa.Column("options", sa.LargeBinary, nullable=False, comment="JSON"),
    )
    op.create_table(
        "table_blocks",
        sa.Column("table", sa.Text, sa.ForeignKey("tables.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("number", sa.BigInteger, primary_key=True),
        sa.Column("content", sa.LargeBinary, nullable=False, comment="compressed text"),
    )
