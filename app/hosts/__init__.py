"""Host processes: they train the runs that play, when there are many; started when they are needed."""
