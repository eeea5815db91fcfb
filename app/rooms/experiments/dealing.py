"""Make an experiment from a request, and check that all its runs can be trained."""

from app.errors import LimitError
from app.protocol.rooms.experiments import MAX_TRIALS, ExperimentRequest, Value
from app.rooms.experiments.experiment import Experiment
from app.rooms.experiments.factors import CannotVaryError, scale_of, spec_of, values_of
from app.rooms.keys import new_id
from app.runner import Runner
from app.sessions.limits import check_count, check_spec
from app.sessions.memory.need import need_of
from app.settings import Settings
from app.sharing.memory import Memory
from engine.inspect.slices import Slices
from engine.load import load


async def make_experiment(wanted: ExperimentRequest, settings: Settings, memory: Memory, runner: Runner) -> Experiment:
    """The experiment that a request asks for.

    Raises ImpossibleValueError, CannotVaryError, LimitError and InputError.
    """
    values = values_of(wanted.vary, wanted.values)
    if len(values) * wanted.repeats > MAX_TRIALS:
        detail = f"repeats: received {len(values)} values × {wanted.repeats} runs, expected at most {MAX_TRIALS} runs."
        raise LimitError(detail, "Send fewer values, or fewer runs of each.", field="repeats")
    await runner.run_sliced(_checked(wanted, values, settings, memory))
    return Experiment(new_id(), wanted, values, scale_of(wanted.vary, values, wanted.values))


def _checked(wanted: ExperimentRequest, values: list[Value], settings: Settings, memory: Memory) -> Slices[None]:
    """Check the run of every value, and that the metric can be measured."""
    data = load(wanted.spec.data)
    yield
    for value in values:
        spec = spec_of(wanted.spec, wanted.vary, value, wanted.spec.seed)
        need = need_of(spec, check_spec(spec, settings))
        memory.check_session(need.held, need.field)
        batch = len(data.train) if spec.batch_size == "all" else spec.batch_size
        check_count("epochs", "steps", wanted.epochs * -(-len(data.train) // batch), settings.max_steps)
        yield
    if wanted.metric == "accuracy" and data.task == "regression":
        _cannot_measure("the accuracy", "regression data, which have none", "Compare a loss.")
    if wanted.metric != "train_loss" and not len(data.test):
        _cannot_measure("a metric of the test split", "data without one", "Compare the training loss.")


def _cannot_measure(received: str, data: str, remedy: str) -> None:
    raise CannotVaryError(
        f"metric: received {received} for {data}, expected one that the data have.", remedy, field="metric"
    )
