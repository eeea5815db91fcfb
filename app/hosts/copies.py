"""The copies of runs that a host process trains."""

from dataclasses import replace
from typing import cast

from app.conversion import Position
from app.hosts.messages import Answer, ForgetRequest, PortableError, Request, StateRequest, Trained, TrainRequest
from app.hosts.state import dump_state, load_setup, load_state
from app.sessions.slices import Outcome, run_slice
from app.sessions.step_estimator import StepEstimator
from engine.inspect.probes.observation import observe
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer


class Copies:
    """The copies of runs that a host has, by key."""

    def __init__(self) -> None:
        self._trainers: dict[int, tuple[Trainer, StepEstimator]] = {}

    def answer(self, number: int, request: Request) -> Answer:
        """Do what a request asks for."""
        try:
            match request:
                case TrainRequest():
                    trained = self._train(request)
                    return Answer(number, trained, lost=trained is None)
                case StateRequest():
                    kept = self._trainers.get(request.key)
                    return Answer(number, None if kept is None else dump_state(kept[0]), lost=kept is None)
                case ForgetRequest():
                    self._trainers.pop(request.key, None)
                    return Answer(number, None)
        except Exception as error:
            return Answer(number, None, error=PortableError.of(error))

    def _train(self, request: TrainRequest) -> Trained | None:
        kept = self._trainers.get(request.key)
        if request.state is not None:
            if request.setup is not None:
                setup = load_setup(request.setup)
            elif kept is not None:
                setup = kept[0].setup
            else:
                return None
            kept = load_state(request.state, setup), StepEstimator()
            self._trainers[request.key] = kept
        if kept is None:
            return None
        trainer, estimator = kept
        work = replace(request.work, seconds=request.seconds)
        outcome = run_slice(trainer, estimator, observe, work)
        goal = work.goal
        return Trained(_small(outcome), Position.of(trainer), 0 if goal is None else goal.remaining)


def _small(outcome: Outcome) -> Outcome:
    """An outcome without the arrays, which its frames contain already, and without the spec, which the server has."""
    snapshot = outcome.snapshot
    if snapshot is not None:
        snapshot = replace(snapshot, spec=cast(RunSpec, None))
    return replace(outcome, observation=None, snapshot=snapshot)


def with_spec(outcome: Outcome, spec: RunSpec) -> Outcome:
    """An outcome from a host, with the spec of its run."""
    if outcome.snapshot is None:
        return outcome
    return replace(outcome, snapshot=replace(outcome.snapshot, spec=spec))
