"""Export a run: its spec, the run file, parameters as NumPy arrays, or a Python program."""

import io
from dataclasses import dataclass

import numpy as np

from app.export.python_program import python_program
from app.export.run_file import run_file_json
from app.protocol.session.run_file import ExportFormat
from engine.compiled.jit import Array
from engine.train.trainer import Trainer


@dataclass(frozen=True)
class Export:
    """A file to download: content, media type and name."""

    body: bytes
    media_type: str
    file_name: str


def export(trainer: Trainer, kind: ExportFormat) -> Export:
    """Export a run in the given format."""
    match kind:
        case "spec":
            body = trainer.spec.model_dump_json(indent=1).encode()
            return Export(body, "application/json", "spec.json")
        case "json":
            return Export(run_file_json(trainer), "application/json", "run.json")
        case "npz":
            return Export(_npz(trainer), "application/octet-stream", "parameters.npz")
        case "python":
            return Export(python_program(trainer).encode(), "text/x-python; charset=utf-8", "network.py")


def _npz(trainer: Trainer) -> bytes:
    """The parameters as an .npz archive, named <layer>.<block>."""
    arrays: dict[str, Array] = {}
    for layer in trainer.get_parameters():
        arrays |= {f"{layer.name}.{key}": block for key, block in layer.every().items()}
    file = io.BytesIO()
    np.savez(file, **arrays)  # type: ignore[arg-type]  # no name is a parameter of savez
    return file.getvalue()
