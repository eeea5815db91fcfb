"""The results of a workshop: tables, the runs of all members, and one page to keep."""
