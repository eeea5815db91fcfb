"""Workshops: rooms with a teacher, members and projectors. Each member has a session that nobody else can reach."""
