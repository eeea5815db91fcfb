"""Class experiments: the same run many times, each member with another value of one quantity."""
