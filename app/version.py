"""The version of the installed package; of a bare source tree, "0"."""

from importlib.metadata import PackageNotFoundError, version


def _installed() -> str:
    try:
        return version("backprop-playground")
    except PackageNotFoundError:
        return "0"


VERSION = _installed()
