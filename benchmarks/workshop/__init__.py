"""A class on one machine: a server with 300 members, and what each of them gets."""
