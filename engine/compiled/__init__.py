"""The only place that knows Numba: decorators, views of buffers, matrix products and scalar functions.

Importing it limits BLAS to one thread for each product: sessions run side by side, and results must not depend on the
number of cores. NumPy's BLAS is loaded already; SciPy's, which compiled products call, reads the variable when the first
kernel loads it.
"""

import os

import numpy as np  # noqa: F401  # loads the BLAS that is limited
from threadpoolctl import threadpool_limits

threadpool_limits(1, "blas")
os.environ["OPENBLAS_NUM_THREADS"] = "1"
