"""Load the data of a RunSpec."""

from engine.data.dataset import Dataset
from engine.data.inline import load_inline
from engine.data.patterns import load_patterns
from engine.data.point_sets import load_points
from engine.data.real import load_real
from engine.data.sequence_sets import load_sequences
from engine.data.text import load_text
from engine.spec.data.generated import PatternSpec, PointsSpec, SequenceSpec
from engine.spec.data.kinds import DataSpec
from engine.spec.data.measured import RealSpec
from engine.spec.data.own import InlineSpec, TableSpec, TextSpec


def load(spec: DataSpec) -> Dataset:
    """Make the data of a run. Raises InputError if the spec cannot be met."""
    match spec:
        case PointsSpec():
            return load_points(
                spec.name, spec.size.samples, spec.position_noise, spec.label_noise, spec.train_fraction, spec.seed
            )
        case RealSpec():
            columns = None if spec.columns is None else tuple(spec.columns)
            noises = spec.position_noise, spec.label_noise
            return load_real(spec.name, columns, bool(spec.standardize), *noises, spec.train_fraction, spec.seed)
        case SequenceSpec():
            return load_sequences(spec.name, spec.size.samples, spec.options, spec.train_fraction, spec.seed)
        case PatternSpec():
            return load_patterns(spec.name, *spec.values, spec.seed)
        case TextSpec():
            return load_text(spec.text, spec.length, spec.coding, spec.each, spec.train_fraction)
        case InlineSpec():
            return load_inline(**{name: value for name, value in spec if name != "name"})
        case TableSpec():
            return spec.found.data
