"""Share the server out among its clients: time to train, memory, places."""
