"""The outline of a lesson: its steps and their predictions. The page reads the rest; docs/LESSONS.md describes the format."""

import re

from pydantic import BaseModel, ConfigDict

FENCE = "```"

MOST_STEPS, MOST_PREDICTIONS, LONGEST = 100, 20, 2000
"""Largest number of steps, of predictions in a step, and of characters of a text; more are not read."""


class Prediction(BaseModel):
    """A question with choices. right: index of the right one; None if none is marked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    question: str
    choices: list[str]
    right: int | None


class Step(BaseModel):
    """A step."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    predictions: list[Prediction]


class Outline(BaseModel):
    """The parts of a lesson that a workshop needs."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    steps: list[Step]


def outline_of(name: str, text: str) -> Outline:
    """Read the steps and predictions of a lesson, without those that the page could not show."""
    title, steps = name, list[Step]()
    lines = iter(text.replace("\r\n", "\n").split("\n"))
    for line in lines:
        heading = re.match(r"(#{1,2}) +(.*)$", line)
        if line.startswith(FENCE):
            block = []
            for inside in lines:
                if inside == FENCE:
                    break
                block.append(inside)
            is_prediction = line[len(FENCE) :].strip().split(" ")[0] == "predict"
            if is_prediction and steps and len(steps[-1].predictions) < MOST_PREDICTIONS:
                steps[-1].predictions.extend(_prediction(block))
        elif heading and heading[1] == "#":
            title = heading[2].strip()[:LONGEST]
        elif heading and len(steps) < MOST_STEPS:
            steps.append(Step(title=heading[2].strip()[:LONGEST], predictions=[]))
    return Outline(title=title, steps=steps)


def _prediction(block: list[str]) -> list[Prediction]:
    """The prediction of a block, if it is one."""
    first = next((at for at, line in enumerate(block) if line.startswith("- ")), 0)
    end = next((at for at in range(first, len(block)) if not block[at].startswith("- ")), len(block))
    answers = block[first:end]
    if first < 1 or len(answers) < 2:
        return []
    right = next((at for at, line in enumerate(answers) if line.startswith("- [x] ")), None)
    choices = [line.removeprefix("- [x] ").removeprefix("- ").strip()[:LONGEST] for line in answers]
    return [Prediction(question="\n".join(block[:first]).strip()[:LONGEST], choices=choices, right=right)]
