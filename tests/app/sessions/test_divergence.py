"""Diverged runs over REST and the stream: the step that a run returns to, its history, further training."""

from typing import Any

from tests.app.live import Live

PLANE: dict[str, Any] = {
    "seed": 2,
    "data": {"name": "reg_plane"},
    "network": {"layers": [{"units": 4, "activation": "linear"}]},
}


def test_a_lower_learning_rate_trains_after_a_divergence(live: Live) -> None:
    session = live.client.create({**PLANE, "optimizer": {"name": "sgd", "learning_rate": 1}})
    diverged = session.train(50)
    assert diverged.status == "diverged"
    before = session.info()
    assert before.message is not None
    session.change({"optimizer": {"learning_rate": 1e-3}})
    after = session.train(300)
    assert after.status == "ready"
    assert after.step == before.step + 300
    assert after.metrics.train_loss is not None and before.metrics.train_loss is not None
    assert after.metrics.train_loss < before.metrics.train_loss


def test_the_history_ends_at_the_step_that_the_run_returned_to(live: Live) -> None:
    session = live.client.create({**PLANE, "optimizer": {"name": "sgd", "learning_rate": 0.001}})
    for _ in range(10):
        session.train(10)
    session.change({"optimizer": {"learning_rate": 1000.0}})
    assert session.train(1000).status == "diverged"
    info = session.info()
    assert max(session.history().step) <= info.step
    assert max(session.checkpoints().step, default=0) <= info.step
    assert info.undo == "divergence"
    restored = session.undo()
    assert (restored.status, restored.step) == ("ready", 100)
    assert max(session.history().step) == 100


def test_clients_get_the_number_of_the_new_history_with_the_divergence(live: Live) -> None:
    session = live.client.create({**PLANE, "optimizer": {"name": "sgd", "learning_rate": 0.3}})
    with live.stream(session) as stream:
        stream.next("session")
        stream.send("step", count=2000)
        event = stream.next("session", status="diverged")
        stream.next("status", status="diverged")
        assert event["history_number"] == session.info().history_number
        assert max(session.history().step, default=0) <= event["step"]
