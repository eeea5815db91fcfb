"""The Python examples of the documentation run against a server."""

import re
from pathlib import Path

import pytest

from tests.app.live import Live

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
EXAMPLES = [
    pytest.param(code, id=f"{path.name}-{number}")
    for path in DOCUMENTS
    for number, code in enumerate(re.findall(r"```python\n(.*?)```", path.read_text(encoding="utf-8"), re.DOTALL))
]


@pytest.mark.parametrize("code", EXAMPLES)
def test_an_example_runs(code: str, live: Live) -> None:
    exec(compile(code.replace("http://127.0.0.1:8000", live.url), "example", "exec"), {})


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 5
