"""Sessions: each holds one run and serves any number of clients; the store keeps them by id for a while."""
