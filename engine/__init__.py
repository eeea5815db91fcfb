"""The backprop engine: NumPy, compiled with Numba. It knows nothing of HTTP."""
