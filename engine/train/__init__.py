"""Train a run: the compiled loop and the trainer that drives it."""

from engine.train.trainer import Trainer

__all__ = ["Trainer"]
