"""Views of flat buffers."""

import numpy as np
import pytest

from engine.compiled.buffers import LANES, columns, rows, vector
from engine.compiled.jit import entry
from engine.network.tape import padded_size


@entry
def write(buffer, offset, height, width):  # type: ignore[no-untyped-def]
    by_columns, by_rows = columns(buffer, offset, height, width), rows(buffer, offset, height, width)
    by_rows[height - 1, 0] += 1.0
    by_columns[0, width - 1] += 2.0
    flat = vector(buffer, offset, height * width)
    flat[flat.size - 1] += 4.0


@pytest.mark.parametrize(("height", "width"), [(2, 3), (1, 1), (16, 1), (1, 5)])
def test_views_are_windows_into_the_buffer(height: int, width: int) -> None:
    buffer = np.zeros(height * width + 4)
    write(buffer, 2, height, width)
    expected = np.zeros(height * width + 4)
    inside = expected[2:-2]
    inside[(height - 1) * width] += 1.0
    inside[(width - 1) * height] += 2.0
    inside[-1] += 4.0
    np.testing.assert_array_equal(buffer, expected)


def test_padded_size() -> None:
    assert [padded_size(n) for n in (1, LANES - 1, LANES, LANES + 1)] == [LANES, LANES, LANES, 2 * LANES]
