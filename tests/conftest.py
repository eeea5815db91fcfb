"""What all tests share."""

import os
import ssl

import httpx
from hypothesis import settings

# no deadline: the first example may compile a kernel; the same examples every time, so that a failure is found again
settings.register_profile("project", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("project")

os.environ["BACKPROP_DATA_DIR"] = "none"
"""No test touches what the user keeps; those of the store choose a folder of their own."""

CERTIFICATES = ssl.create_default_context()
for call in (httpx.request, httpx.get, httpx.post, httpx.put, httpx.patch, httpx.delete, httpx.Client.__init__):
    # a busy machine may take longer than httpx's five seconds to answer a first request
    call.__kwdefaults__["timeout"] = httpx.Timeout(60.0)
    # httpx would read the certificates again for each of thousands of requests, 20 ms each
    call.__kwdefaults__["verify"] = CERTIFICATES
