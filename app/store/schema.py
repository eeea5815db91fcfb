"""The tables of the store. A change of them needs a migration; a test compares the two."""

from sqlalchemy import BigInteger, Boolean, Column, Double, ForeignKey, Index, LargeBinary, MetaData, Table, Text

metadata = MetaData()

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("used", Double, nullable=False, comment="seconds since 1970"),
    Column("document", LargeBinary, nullable=False, comment="JSON"),
)

parts = Table(
    "session_parts",
    metadata,
    Column("session", Text, ForeignKey("sessions.id", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True, comment="spec, run, history or checkpoint"),
    Column("number", BigInteger, primary_key=True),
    Column("table", Text, nullable=True, comment="the uploaded table that a spec names"),
    Column("content", LargeBinary, nullable=False),
    Index("session_parts_by_table", "table"),
)
"""What a session consists of, in parts that change on their own."""

tables = Table(
    "tables",
    metadata,
    Column("id", Text, primary_key=True),
    Column("used", Double, nullable=False, comment="seconds since 1970"),
    Column("deleted", Boolean, nullable=False, comment="kept only for sessions that train on it"),
    Column("options", LargeBinary, nullable=False, comment="JSON"),
)
"""The tables that users have uploaded."""

blocks = Table(
    "table_blocks",
    metadata,
    Column("table", Text, ForeignKey("tables.id", ondelete="CASCADE"), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("content", LargeBinary, nullable=False, comment="compressed text"),
)

rooms = Table(
    "rooms",
    metadata,
    Column("id", Text, primary_key=True),
    Column("used", Double, nullable=False, comment="seconds since 1970"),
    Column("document", LargeBinary, nullable=False, comment="JSON"),
)
"""Workshops: settings, members, questions and answers in one document."""
