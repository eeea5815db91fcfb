"""Command line: `serve` the playground, or `train` a spec without a server."""

import gc
import os
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from pydantic import ValidationError
from rich import table as rich_table
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from app.bundle.build import open_bundle
from app.errors import AppError, InvalidFieldsError, problem_of
from app.export.export import export
from app.export.run_file import trainer_of
from app.main import create_app
from app.protocol.session.run_file import ExportFormat, RunFile
from app.routes.pages.pages import ROOT
from app.serving import AddressInUseError, address, listen, make_server
from app.sessions.slices import METRICS_ONLY
from app.sessions.step_estimator import StepEstimator
from app.sessions.training_goal import TrainingGoal
from app.settings import LogLevel, Settings
from app.store.check import check_store
from app.store.location import NewerStoreError
from engine.data.tables.table import ImportOptions, Table, TableBuilder
from engine.data.tables.table_format import TableFormat
from engine.errors import InputError
from engine.inspect.probes.observation import observe
from engine.spec.base import MAX_SAMPLES
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer

OUTPUTS: dict[str, ExportFormat] = {".json": "json", ".npz": "npz", ".py": "python"}

TABLES = (".csv", ".tsv")
"""Recognised table file extensions."""

LAST_SECONDS = 0.5
"""Longest time that a stopped server waits for its threads."""

GARBAGE = 10_000, 10, 10
"""Thresholds of garbage collection: with hundreds of sessions, Python's default would take a twentieth of the time."""

REFRESH_SECONDS = 0.1
"""Progress bar refresh interval in seconds."""

main = typer.Typer(add_completion=False, no_args_is_help=True, help="Backprop Playground.")

console = Console(highlight=False)
errors = Console(stderr=True, highlight=False, soft_wrap=True)


@main.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on (env HOST; default: 127.0.0.1).")] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 for a free one (env PORT; default: 8000).")] = None,
    allowed_host: Annotated[
        list[str] | None,
        typer.Option(help="A name of this server, *.name for all names under it, or * for all; repeatable."),
    ] = None,
    allowed_origin: Annotated[
        list[str] | None,
        typer.Option(help="Origin of another page that may use this server, such as https://a.example; repeatable."),
    ] = None,
    root_path: Annotated[
        str | None, typer.Option(help="Path under which a proxy serves the playground (default: none).")
    ] = None,
    forwarded_allow_ips: Annotated[
        str | None, typer.Option(help="Addresses of trusted proxies, separated by commas (default: 127.0.0.1,::1).")
    ] = None,
    workers: Annotated[int | None, typer.Option(help="Threads that train (default: one per core).")] = None,
    host_processes: Annotated[
        int | None,
        typer.Option(
            help="Processes that train while many runs play; 0: never (default: one per core but one, if more than two)."
        ),
    ] = None,
    log_level: Annotated[LogLevel | None, typer.Option(help="How much to log (default: warning).")] = None,
    dev: Annotated[
        bool | None, typer.Option("--dev", help="Serve the page's modules as written, not bundled.", show_default=False)
    ] = None,
) -> None:
    """Serve the playground until SIGTERM or Ctrl+C."""
    given: dict[str, Any] = {"host": host, "port": port, "workers": workers, "log_level": log_level, "dev": dev}
    given |= {"host_processes": host_processes, "allowed_hosts": allowed_host, "allowed_origins": allowed_origin}
    given |= {"root_path": root_path, "forwarded_allow_ips": forwarded_allow_ips}
    try:
        settings = Settings(**{name: value for name, value in given.items() if value is not None})
    except ValidationError as error:
        raise _failure(problem_of(InvalidFieldsError(error)).detail) from error
    try:
        check_store(settings)
        listening = listen(settings)
    except NewerStoreError as error:
        raise _failure(str(error)) from error
    except AddressInUseError as error:
        raise _failure(f"{error} Choose another port with --port or the environment's PORT.") from error
    with listening:
        bundle = None if settings.dev else open_bundle(ROOT, console.print)
        console.print(f"Backprop Playground is at {address(listening)} (press Ctrl+C to stop)")
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # uvicorn hands it on when it has shut down
        server = make_server(create_app(settings, bundle), settings)
        gc.freeze()  # what there is now stays: looking through it for garbage would stop every session for a tenth of a second
        gc.set_threshold(*GARBAGE)
        try:
            with suppress(KeyboardInterrupt):
                server.run(sockets=[listening])
        finally:
            _leave_threads()


def _leave_threads() -> None:
    """End the process if a thread is still in a long computation or waits for the database: Python would wait for it."""
    deadline = time.monotonic() + LAST_SECONDS
    while any(thread.name.startswith(("kernel", "store")) for thread in threading.enumerate()):
        if time.monotonic() > deadline:
            sys.stdout.flush()
            os._exit(0)
        time.sleep(0.01)


@main.command()
def train(
    spec: Annotated[
        Path,
        typer.Argument(
            help="A RunSpec as a JSON file, or a saved run to continue; - reads standard input. Or a table as CSV or TSV."
        ),
    ],
    epochs: Annotated[int, typer.Option(min=1, max=10_000_000, help="Passes over the training data.")] = 100,
    seed: Annotated[
        int | None, typer.Option(min=0, help="Seed of the weights, instead of the spec's; a saved run restarts.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="File to write the run to: .json, .npz or .py.")] = None,
    table: Annotated[Path | None, typer.Option(help="The table that the spec or the saved run names.")] = None,
    target: Annotated[
        str | None, typer.Option(help="Column of the table to predict, by name or number (default: the last).")
    ] = None,
) -> None:
    """Train a run and print its metrics."""
    if out is not None and out.suffix not in OUTPUTS:
        raise _failure(f"{out}: expected a name that ends in {', '.join(OUTPUTS)}.")
    reading = table or spec
    try:
        held = _read_table(reading, target) if table or spec.suffix in TABLES else None
        reading = spec
        trainer = _read_run(spec, seed) if table or held is None else _first_run(held, seed)
    except (OSError, orjson.JSONDecodeError, ValidationError, InputError, AppError) as error:
        raise _failure(_explained(reading, error)) from error
    _train(trainer, epochs)
    _print_metrics(trainer)
    if out is not None:
        out.write_bytes(export(trainer, OUTPUTS[out.suffix]).body)
        console.print(f"written to {out}")
    if trainer.divergence is not None:
        raise _failure(trainer.divergence.message)


def _read_table(path: Path, target: str | None) -> Table:
    """Read a table with the default options of the server."""
    table_format = TableFormat("\t" if path.suffix == ".tsv" else None, target=target)
    builder = TableBuilder(ImportOptions(table_format), MAX_SAMPLES, Settings().max_table_cells)
    with path.open("rb") as file:
        while block := file.read(1 << 18):
            builder.feed(block)
    return builder.finish()


def _first_run(table: Table, seed: int | None) -> Trainer:
    """Default run for training on a table."""
    return Trainer(RunSpec.model_validate({"data": {"name": "table", "table": table.id}, "seed": seed or 0}))


def _read_run(path: Path, seed: int | None) -> Trainer:
    document = orjson.loads(sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes())
    if isinstance(document, dict) and document.get("format") == "backprop-run":
        if seed is None:
            return trainer_of(RunFile.model_validate(document))
        document = document.get("spec")
    if isinstance(document, dict) and seed is not None:
        document["seed"] = seed
    return Trainer(RunSpec.model_validate(document))


def _explained(path: Path, error: Exception) -> str:
    """Format an error; validation errors with one line per field."""
    if isinstance(error, OSError):
        return f"{path}: {error.strerror}."
    if isinstance(error, orjson.JSONDecodeError):
        return f"{path}: not valid JSON: {error}."
    if isinstance(error, ValidationError):
        problem = problem_of(InvalidFieldsError(error))
        fields = [f"  {each.pointer or '/'}: {each.detail}" for each in problem.errors or ()]
        return "\n".join([f"{path} is not a valid {error.title}:", *fields])
    problem = problem_of(error)
    return f"{path}: {problem.detail} {problem.remedy}"


def _train(trainer: Trainer, epochs: int) -> None:
    """Train, with a progress bar in a terminal."""
    columns = (
        TextColumn("epoch"),
        MofNCompleteColumn(),
        BarColumn(),
        TextColumn("loss {task.fields[loss]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    goal, estimator = TrainingGoal(epochs, "epoch"), StepEstimator()
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("train", total=epochs, loss="…")
        while goal.remaining and trainer.status == "ready":
            goal.advance(trainer, estimator, REFRESH_SECONDS)
            loss = observe(trainer, METRICS_ONLY).metrics.train_loss
            progress.update(task, completed=epochs - goal.remaining, loss=f"{loss:.4f}")


def _print_metrics(trainer: Trainer) -> None:
    table = rich_table.Table("metric", "train", "test", title=f"{trainer.spec.data.name}, step {trainer.step}")
    measured = observe(trainer, METRICS_ONLY).metrics
    for name in ("loss", "accuracy", "r2"):
        pair = [getattr(measured, f"{split}_{name}") for split in ("train", "test")]
        if pair != [None, None]:
            table.add_row(name, *("–" if value is None else f"{value:.6g}" for value in pair))
    console.print(table)


def _failure(message: str) -> typer.Exit:
    """Print an error and exit with status 1."""
    errors.print(message, style="red")
    return typer.Exit(1)


if __name__ == "__main__":
    main()
