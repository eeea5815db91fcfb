"""Workshops: rooms with a teacher, members and projectors. Each member has a session, which only the member reaches."""
