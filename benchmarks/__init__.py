"""Benchmarks: the figures of docs/BENCHMARKS.md and docs/PUBLISHED.md. See `python3 run.py bench --help`."""
