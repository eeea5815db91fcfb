"""The outline of a lesson: the same steps and predictions as the page reads."""

import pytest

from app.lessons.outline import Outline, Prediction, Step, outline_of
from app.lessons.texts import OURS, lesson_text, lesson_texts

LESSON = """# What a neuron does
A sum.

```run
{"data": {"name": "gauss"}}
```
```predict
Before the first step?
- yes
- [x] no
```

## First *look*
Text with ```predict in it.

```predict
What will
happen to $w$?
- Nothing
- [x] It turns

- not a choice
```

```do ## No step
{}
```

## Nothing to predict
```predict
- no question
- [x] at all
```
```predict
No choices?
```
"""


def test_an_outline_has_steps_and_predictions() -> None:
    question = Prediction(question="What will\nhappen to $w$?", choices=["Nothing", "It turns"], right=1)
    steps = [Step(title="First *look*", predictions=[question]), Step(title="Nothing to predict", predictions=[])]
    assert outline_of("x", LESSON) == Outline(title="What a neuron does", steps=steps)
    assert outline_of("x", LESSON.replace("\n", "\r\n")) == outline_of("x", LESSON)


@pytest.mark.parametrize(
    "text", ["", "#", "```predict", "##  \n```predict\n- \n-", "# a\n## b\n```predict\nq\n- a\n- b"]
)
def test_a_malformed_lesson_is_read_as_far_as_possible(text: str) -> None:
    outline_of("x", text)


@pytest.mark.parametrize("path", sorted(OURS.glob("*.md")), ids=lambda path: path.stem)
def test_every_prediction_of_the_lessons_is_found(path: object) -> None:
    text = path.read_text("utf-8")  # type: ignore[attr-defined]  # a Path
    outline = outline_of("x", text)
    assert len(outline.steps) == text.count("\n## ")
    found = [prediction for step in outline.steps for prediction in step.predictions]
    assert len(found) == text.count("```predict")
    assert all(each.right is not None for each in found)


def test_a_lesson_is_found_by_its_name_alone() -> None:
    assert next(each.name for each in lesson_texts(None)) == "01-neuron"
    assert (lesson_text("01-neuron", None) or "").startswith("# ")
    for name in ("", "../01-neuron", "01-neuron.md", "*", "0"):
        assert lesson_text(name, None) is None
