"""Example runs by name: first runs, and published results, which `python -m benchmarks --only published` repeats over many
seeds."""

from app.presets.first_runs import FIRST_RUNS
from app.presets.preset import Preset
from app.presets.published import PUBLISHED

__all__ = ["PRESETS", "Preset"]

PRESETS: dict[str, Preset] = FIRST_RUNS | PUBLISHED
