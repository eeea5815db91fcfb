"""How members find a room and get a name: codes, links, names."""
