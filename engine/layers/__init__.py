"""Tables of layer kinds and initializers."""
