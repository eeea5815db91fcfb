"""What all tests share."""

import os

from hypothesis import settings

# no deadline: the first example may compile a kernel; the same examples every time, so that a failure is found again
settings.register_profile("project", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("project")

os.environ["BACKPROP_DATA_DIR"] = "none"
"""No test touches what the user keeps; those of the store choose a folder of their own."""
