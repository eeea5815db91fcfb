"""Messages of the catalog: what a RunSpec can use."""
