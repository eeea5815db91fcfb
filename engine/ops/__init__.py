"""The ops of the tape, one a file, each with its forward beside its backward."""
