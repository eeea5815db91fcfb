"""Make the catalog of everything a RunSpec can use."""
