"""Sessions and tables are back after a restart, under their ids, and sessions continue to the same bits."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from app.client import ProblemError, Session
from app.export.run_file import run_file_json
from engine.spec.run import RunSpec
from engine.train.trainer import Trainer
from tests.app.live import CIRCLE, Live, serving, until

SPECS: dict[str, dict[str, Any]] = {
    "adam": {"optimizer": {"name": "adam"}},
    "sgd, all samples": {"batch_size": "all"},
    "dropout and batch norm": {
        "network": {"layers": [{"units": 4}, {"kind": "batch_norm"}, {"kind": "dropout", "rate": 0.2}]}
    },
    "sequences": {
        "data": {"name": "adding", "samples": 40, "length": 5},
        "network": {"layers": [{"kind": "lstm", "units": 3}]},
    },
    "own rows": {
        "data": {"name": "inline", "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]], "targets": [[0], [1], [1], [0]]},
        "network": {"layers": [{"units": 2}]},
        "batch_size": 2,
    },
}


def run_of(session: Session) -> dict[str, Any]:
    """The exact state of a run."""
    document: dict[str, Any] = orjson.loads(session.export("json"))
    return document


def uninterrupted(spec: dict[str, Any], steps: int, samples: int = 0) -> dict[str, Any]:
    """The exact state of a run that no server has held."""
    trainer = Trainer(RunSpec.model_validate({**CIRCLE, **spec}))
    trainer.advance(steps)
    trainer.advance(samples, "sample")
    document: dict[str, Any] = orjson.loads(run_file_json(trainer))
    return document


def kept(live: Live) -> None:
    """Wait until the store is open."""
    until(lambda: live.client.health().store == "open")


def test_sessions_are_back_after_a_restart_and_continue_to_the_same_bits(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        kept(live)
        sessions = {name: live.session(**spec) for name, spec in SPECS.items()}
        for session in sessions.values():
            session.train(25, "step")
            session.train(1, "sample")
    with serving(data_dir=tmp_path) as live:
        kept(live)
        assert (live.client.health().sessions, live.client.health().resting) == (0, len(SPECS))
        for name, spec in SPECS.items():
            again = live.client.session(sessions[name].id)
            assert run_of(again) == uninterrupted(spec, 25, 1), name
            again.train(30, "step")
            assert run_of(again) == uninterrupted(spec, 55), name
        assert (live.client.health().sessions, live.client.health().resting) == (len(SPECS), 0)


@pytest.mark.slow
def test_history_checkpoints_and_live_changes_are_back(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        session = live.session()
        for _ in range(40):
            session.train(1, "step")
        session.change({"optimizer": {"learning_rate": 0.2}, "data": {"position_noise": 0.3}})
        for _ in range(40):
            session.train(2, "step")
        history, checkpoints, info = session.history(), session.checkpoints(), session.info()
        branched = run_of(session.branch(checkpoints.step[7]))
    with serving(data_dir=tmp_path) as live:
        kept(live)
        again = live.client.session(session.id)
        assert again.history() == history
        back = again.checkpoints()
        assert (back.step, back.train_loss, back.changed) == (
            checkpoints.step,
            checkpoints.train_loss,
            checkpoints.changed,
        )
        assert run_of(again.branch(checkpoints.step[7])) == branched
        now = again.info()
        assert now.history_number > info.history_number, "clients fetch the history again"
        assert now.data_version > info.data_version
        assert now.undo is None, "undo is not kept"
        again.return_to(checkpoints.step[7])
        assert run_of(again) == branched


def test_a_diverged_run_is_back_with_its_message(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        session = live.session(
            data={"name": "reg_plane"},
            optimizer={"learning_rate": 1000.0},
            loss="half_squared_error",
            network={"layers": [{"units": 3, "activation": "relu"}]},
        )
        until(lambda: session.train(50, "step").status == "diverged")
        message = session.info().message
    with serving(data_dir=tmp_path) as live:
        kept(live)
        assert live.client.session(session.id).info().message == message


@pytest.mark.slow
def test_a_table_and_the_sessions_that_train_on_it_are_back(tmp_path: Path) -> None:
    rows = "a,b,class\n" + "".join(f"{n % 7},{n % 5},{'yes' if n % 3 else 'no'}\n" for n in range(60))
    with serving(data_dir=tmp_path) as live:
        table = live.client.send_table(rows, train_fraction=0.5, omit=["b"])
        session = live.session(data={"name": "table", "table": table.id})
        session.train(10, "step")
        state = run_of(session)
    with serving(data_dir=tmp_path) as live:
        until(lambda: live.client.health().store == "open")
        assert run_of(live.client.session(session.id)) == state
        assert live.client.table(table.id) == table
        live.client.delete_table(table.id)
    with serving(data_dir=tmp_path) as live:
        kept(live)
        with pytest.raises(ProblemError, match="No table has this id"):
            live.client.table(table.id)
        again = live.client.session(session.id)
        assert run_of(again) == state, "a deleted table is kept for the sessions that train on it"
        again.delete()
    with serving(data_dir=tmp_path) as live:
        kept(live)
        with pytest.raises(ProblemError, match="No session has this id"):
            live.client.session(session.id).info()


@pytest.mark.slow
def test_a_deleted_session_stays_deleted(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        at_work, at_rest = live.session(), live.session()
    with serving(data_dir=tmp_path) as live:
        kept(live)
        live.client.session(at_work.id).train(1, "step")
        for session in (at_work, at_rest):
            live.client.session(session.id).delete()
            with pytest.raises(ProblemError, match="was deleted"):
                live.client.session(session.id).info()
    with serving(data_dir=tmp_path) as live:
        kept(live)
        assert live.client.health().resting == 0


@pytest.mark.slow
def test_a_run_that_played_plays_on_for_a_client_that_comes_back(tmp_path: Path) -> None:
    with serving(data_dir=tmp_path) as live:
        session = live.session()
        with live.stream(session) as stream:
            stream.ask("play", unit="step", per_second=20.0)
            stream.next("frame", playing=True)
    with serving(data_dir=tmp_path, play_grace_seconds=0.5) as live:
        kept(live)
        with live.stream(session) as stream:
            status = stream.next("status")
            assert (status["playing"], status["unit"], status["per_second"]) == (True, "step", 20.0)
        until(lambda: not live.client.session(session.id).info().playing)


def test_nothing_is_kept_without_a_folder(live: Live) -> None:
    health = live.client.health()
    assert (health.store, health.resting) == ("off", 0)
