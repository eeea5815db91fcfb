"""Keep sessions in the store: what is written, when, and how a session comes back."""
