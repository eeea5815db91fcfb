"""Measured data sets: four classics, read from the files of the scikit-learn distribution.

scikit-learn is not imported, which would take a second; only its files are located. Each file is read once and cached.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from itertools import product

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Image, Split
from engine.data.domain import domain_around
from engine.data.encoding import Labels, Task
from engine.data.noise import flip_labels
from engine.data.scaling import standardization
from engine.data.splits import stratified
from engine.errors import InputError

FOLDER = "sklearn/datasets/data"
"""Folder of the data files in the distribution."""

CACHED = 8
"""Number of loaded data sets that are cached; the largest takes 2 MB, including its scaled inputs."""

POSITION_NOISE = "gives each input a normal error of noise standard deviations of its column"
LABEL_NOISE = "gives this share of the rows another class"
"""Effect of the two noise settings, in words."""


def is_installed() -> bool:
    """Return True if scikit-learn, and so its data files, is installed."""
    try:
        distribution("scikit-learn")
    except PackageNotFoundError:
        return False
    return True


@dataclass(frozen=True)
class RealSet:
    """A classification of measured rows.

    label: name to display. samples: number of rows. file: file in FOLDER, whose last column is the class. head: number of
    lines before the rows. description: the problem to learn. source: publication. standardize: default of this setting.
    largest: divisor of the inputs. image: height, width and channels if the inputs are pixels, row by row; None
    otherwise.
    """

    label: str
    samples: int
    file: str
    head: int
    input_names: tuple[str, ...]
    class_names: tuple[str, ...]
    description: str
    source: str
    standardize: bool = True
    largest: float = 1.0
    image: Image | None = None

    @property
    def classes(self) -> int:
        """Number of classes."""
        return len(self.class_names)

    @property
    def task(self) -> Task:
        """Task that the data pose."""
        return "binary" if self.classes == 2 else "multiclass"

    def read(self) -> Split:
        """Return all rows in the order of the file, read-only. Raises InputError if scikit-learn is missing."""
        return _read(self.file, self.head, self.largest)

    def column_indices(self, columns: Sequence[str] | None) -> list[int]:
        """Return the indices of the named columns, all if `columns` is None. Raises InputError for an unknown or repeated
        name."""
        if columns is None:
            return list(range(len(self.input_names)))
        for number, name in enumerate(columns):
            if name not in self.input_names or name in columns[:number]:
                known = ", ".join(self.input_names)
                raise InputError(
                    f"Received the column {name!r} of {self.label!r}, expected different ones out of: {known}.",
                    "Leave columns out to use all.",
                )
        return [self.input_names.index(name) for name in columns]


@cache
def _read(file: str, head: int, largest: float) -> Split:
    try:
        path = distribution("scikit-learn").locate_file(f"{FOLDER}/{file}")
    except PackageNotFoundError as error:
        raise InputError(
            "Received a data set that comes with scikit-learn, which is not installed, expected it beside this program.",
            "Install it: pip install scikit-learn.",
        ) from error
    rows = np.loadtxt(str(path), delimiter=",", skiprows=head)
    inputs, labels = np.ascontiguousarray(rows[:, :-1]) / largest, rows[:, -1].astype(np.int64)
    inputs.flags.writeable = labels.flags.writeable = False
    return Split(inputs, labels)


@lru_cache(maxsize=CACHED)
def load_real(
    name: str,
    columns: tuple[str, ...] | None,
    standardize: bool,
    position_noise: float,
    label_noise: float,
    train_fraction: float,
    seed: int,
) -> Dataset:
    """Read a data set, add noise and split it so that each class has the same share in both sets. The result is cached
    and shared by all runs: do not write to it.

    columns: names of the input columns to use, None for all. The random numbers drawn do not depend on the noise: more
    noise with the same seed moves the same rows further. The scaling is computed from the training rows. Raises
    InputError if scikit-learn is missing, and for an unknown or repeated column.
    """
    entry = REAL_SETS[name]
    rng = np.random.default_rng(seed)
    clean = entry.read()
    train, test = stratified(_labels(clean), train_fraction, rng)
    inputs, labels = clean.inputs, _labels(clean)
    if position_noise or label_noise:
        error = rng.standard_normal(inputs.shape) * inputs.std(axis=0)
        inputs, labels = inputs + position_noise * error, flip_labels(labels, entry.classes, label_noise, rng)
    chosen = entry.column_indices(columns)
    whole = Split(inputs[:, chosen], labels)
    trained = whole.take(train)
    return Dataset(
        entry.task,
        entry.classes,
        trained,
        whole.take(test),
        domain_around(whole.inputs) if len(chosen) == 2 else None,
        standardization(trained.inputs) if standardize else None,
        input_names=tuple(entry.input_names[column] for column in chosen),
        class_names=entry.class_names,
        image=entry.image if columns is None else None,
    )


def _labels(split: Split) -> Labels:
    return split.targets.astype(np.int64, copy=False)


def preview(entry: RealSet, count: int) -> tuple[Array, Labels]:
    """Return `count` rows as points of the plane, (count, 2), and their classes: the first two principal components of
    all standardized rows, scaled to a largest coordinate of 5."""
    split = entry.read()
    standard = standardization(split.inputs)(split.inputs)
    _, _, axes = np.linalg.svd(standard, full_matrices=False)
    points = standard @ axes[:2].T
    rows = np.linspace(0, len(points) - 1, count).astype(np.int64)
    return 5.0 * points[rows] / np.abs(points[rows]).max(), _labels(split)[rows]


CELL_MEASURES = (
    "radius", "texture", "perimeter", "area", "smoothness", "compactness", "concavity", "concave points", "symmetry",
    "fractal dimension",
)  # fmt: skip

WINE_MEASURES = (
    "alcohol", "malic acid", "ash", "alcalinity of ash", "magnesium", "total phenols", "flavanoids",
    "nonflavanoid phenols", "proanthocyanins", "colour intensity", "hue", "OD280/OD315", "proline",
)  # fmt: skip

REAL_SETS: dict[str, RealSet] = {
    "iris": RealSet(
        "Iris",
        150,
        "iris.csv",
        1,
        ("sepal length", "sepal width", "petal length", "petal width"),
        ("setosa", "versicolor", "virginica"),
        "three species of iris by four measures of a flower, in cm",
        "Fisher, Annals of Eugenics 7 (1936), measured by Anderson",
    ),
    "wine": RealSet(
        "Wine",
        178,
        "wine_data.csv",
        1,
        WINE_MEASURES,
        ("cultivar 1", "cultivar 2", "cultivar 3"),
        "three cultivars of wine by thirteen chemical measures",
        "Forina et al., PARVUS (1988), UCI Machine Learning Repository",
    ),
    "breast_cancer": RealSet(
        "Breast cancer",
        569,
        "breast_cancer.csv",
        1,
        tuple(f"{part} {name}" for part, name in product(("mean", "error of", "worst"), CELL_MEASURES)),
        ("malignant", "benign"),
        "tumours, malignant or benign, by thirty measures of their cells' nuclei",
        "Street, Wolberg & Mangasarian (1993), UCI Machine Learning Repository",
    ),
    "digits": RealSet(
        "Digits",
        1797,
        "digits.csv.gz",
        0,
        tuple(f"row {row} column {column}" for row, column in product(range(1, 9), range(1, 9))),
        tuple("0123456789"),
        "handwritten digits of 8 × 8 pixels, from 0 (paper) to 1 (ink)",
        "Alpaydin & Kaynak (1998), UCI Machine Learning Repository",
        standardize=False,
        largest=16.0,
        image=(8, 8, 1),
    ),
}
