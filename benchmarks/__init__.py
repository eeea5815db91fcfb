"""Benchmarks: what the README says about speed, measured in one run. `python -m benchmarks --help`."""
