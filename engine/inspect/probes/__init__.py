"""Measure a run without changing it: metrics, layer statistics and maps. All results are copies."""
