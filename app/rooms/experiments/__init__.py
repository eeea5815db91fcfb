"""Class experiments: the same run many times, each member with a different value of one quantity."""
