"""Who may connect: names of the server, pages that may call it, the prefix of its paths, slow clients."""
