"""Measured data: four classics, read from the files that scikit-learn brings along.

Nothing of scikit-learn is imported, which would take a second; its distribution is asked where its files lie. Each file
is read once and kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, distribution
from itertools import product
from typing import TYPE_CHECKING

import numpy as np

from engine.compiled.jit import Array
from engine.data.dataset import Dataset, Image, Split
from engine.data.domain import domain_around
from engine.data.encoding import Labels, Task
from engine.data.noise import flip_labels
from engine.data.scaling import standardization
from engine.data.splits import stratified
from engine.errors import InputError

if TYPE_CHECKING:
    from engine.spec.run import RealSpec

FOLDER = "sklearn/datasets/data"

KEPT = 8
"""Data sets that stay at hand, the last that were asked for; the largest takes 2 MB, its scaled inputs included."""

POSITION_NOISE = "gives each input a normal error of noise standard deviations of its column"
LABEL_NOISE = "gives this share of the rows another class"


def is_at_hand() -> bool:
    """Whether the files are here."""
    try:
        distribution("scikit-learn")
    except PackageNotFoundError:
        return False
    return True


@dataclass(frozen=True)
class RealSet:
    """A classification of measured rows.

    label: its name for a reader. file: in scikit-learn's folder of data; its last column is the class, and `head` lines
    come before the rows. source: who measured it. standardize: whether it is unless a run says otherwise.
    largest: what the numbers are divided by. image: height, width and channels where the inputs are pixels, row by row.
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
        """How many classes there are."""
        return len(self.class_names)

    @property
    def task(self) -> Task:
        """What the data ask for."""
        return "binary" if self.classes == 2 else "multiclass"

    def read(self) -> Split:
        """All rows in the order of the file, not to be written to. ValueError where scikit-learn is missing."""
        return _read(self.file, self.head, self.largest)

    def chosen(self, columns: Sequence[str] | None) -> list[int]:
        """Numbers of the columns of these names; all where none are named. ValueError for a name that is not there
        or is there twice."""
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


@cache  # as many as there are files
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


@lru_cache(maxsize=KEPT)
def load_real(spec: "RealSpec") -> Dataset:
    """The rows of a data set with noise on them, split so that every class keeps its share: made once, for as many runs
    as share them. Not to be written to.

    The random numbers drawn do not depend on the noises: more noise of the same seed moves the same rows further. What
    scales the inputs is told from the training rows. ValueError where scikit-learn is missing.
    """
    entry = REAL_SETS[spec.name]
    rng = np.random.default_rng(spec.seed)
    clean = entry.read()
    train, test = stratified(_labels(clean), spec.train_fraction, rng)
    inputs, labels = clean.inputs, _labels(clean)
    if spec.position_noise or spec.label_noise:
        error = rng.standard_normal(inputs.shape) * inputs.std(axis=0)
        inputs, labels = inputs + spec.position_noise * error, flip_labels(labels, entry.classes, spec.label_noise, rng)
    columns = entry.chosen(spec.columns)
    whole = Split(inputs[:, columns], labels)
    trained = whole.take(train)
    return Dataset(
        entry.task,
        entry.classes,
        trained,
        whole.take(test),
        domain_around(whole.inputs) if len(columns) == 2 else None,
        standardization(trained.inputs) if spec.standardize else None,
        input_names=tuple(entry.input_names[column] for column in columns),
        class_names=entry.class_names,
        image=spec.form.image,
    )


def _labels(split: Split) -> Labels:
    return split.targets.astype(np.int64, copy=False)


def preview(entry: RealSet, count: int) -> tuple[Array, Labels]:
    """Some rows as points of the plane, (count, 2), and their classes: the first two principal components of all
    standardized rows, their largest coordinate 5."""
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
