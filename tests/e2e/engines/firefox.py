"""Firefox, driven over WebDriver BiDi, which it speaks without a driver.

Source: https://w3c.github.io/webdriver-bidi/
"""

import base64
import json
import re
import subprocess
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from websockets.sync.client import connect

from tests.e2e.engines.engine import HEIGHT, WIDTH

PREFERENCES = {
    "services.settings.server": "data:,#",  # Firefox's own requests go nowhere
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "app.normandy.enabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
}


class Firefox:
    """Firefox without a window, with a profile in `folder`."""

    def __init__(self, path: str, folder: Path) -> None:
        self._path = path
        self._folder = folder
        self._commands = 0
        self._complaints: list[str] = []

    def __enter__(self) -> Self:
        lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in PREFERENCES.items()]
        (self._folder / "user.js").write_text("\n".join(lines), "utf-8")
        self._process = subprocess.Popen(
            [self._path, "--headless", "--no-remote", "--profile", self._folder, "--remote-debugging-port", "0"],
            stderr=subprocess.PIPE,
            text=True,
        )
        self._socket = connect(f"{self._find_address()}/session", max_size=None, compression=None, legacy=True)
        self._call("session.new", capabilities={})
        self._call("session.subscribe", events=["log.entryAdded"])
        self._page = self._call("browsingContext.getTree")["contexts"][0]["context"]
        self._call("browsingContext.setViewport", context=self._page, viewport={"width": WIDTH, "height": HEIGHT})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._socket.close()
        self._process.kill()
        self._process.communicate()

    def open(self, url: str) -> None:
        self._call("browsingContext.navigate", context=self._page, url=url, wait="complete")

    def press(self, key: str) -> None:
        strokes = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        keyboard = {"type": "key", "id": "keyboard", "actions": strokes}
        self._call("input.performActions", context=self._page, actions=[keyboard])

    def point(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "x": round(x), "y": round(y)}
        self._call(
            "input.performActions", context=self._page, actions=[{"type": "pointer", "id": "mouse", "actions": [move]}]
        )

    def evaluate(self, expression: str) -> Any:
        answer = self._call("script.evaluate", expression=expression, target={"context": self._page}, awaitPromise=True)
        assert answer["type"] == "success", answer
        return answer["result"].get("value")

    def screenshot(self) -> bytes:
        return base64.b64decode(self._call("browsingContext.captureScreenshot", context=self._page)["data"])

    def complaints(self) -> list[str]:
        self.evaluate("null")  # reports of what has happened arrive before this answer
        return self._complaints

    def _find_address(self) -> str:
        assert self._process.stderr is not None
        for line in self._process.stderr:
            if found := re.search(r"WebDriver BiDi listening on (\S+)", line):
                return found[1]
        raise AssertionError("Firefox ended before it listened.")

    def _call(self, method: str, **parameters: object) -> Any:
        self._commands += 1
        self._socket.send(json.dumps({"id": self._commands, "method": method, "params": parameters}))
        while True:
            message = json.loads(self._socket.recv(60))
            if message.get("id") == self._commands:
                assert message["type"] == "success", message
                return message["result"]
            entry = message.get("params", {})
            if entry.get("level") in ("error", "warn"):
                self._complaints.append(f"{entry['level']}: {entry['text']}")
