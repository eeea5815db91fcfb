"""The wall of a room: what all members are doing, at a glance."""
