"""WebKitGTK, which has Safari's engine, driven over WebDriver. It needs a screen; Xvfb gives it a virtual one.

Source: https://www.w3.org/TR/webdriver2/
"""

import base64
import os
import shutil
import socket
import subprocess
import time
from types import TracebackType
from typing import Any, Self

import httpx

from tests.e2e.engines.engine import HEIGHT, WIDTH

EVALUATE = """
    const done = arguments[arguments.length - 1];
    Promise.resolve(%s).then(done, (error) => done(`threw ${error}`));
"""

LOCALE = "C.UTF-8"
"""A locale under which WebKit gives the page a language that is not a language tag: "C"."""


class WebKit:
    """MiniBrowser, WebKitGTK's own browser."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __enter__(self) -> Self:
        screen = str(shutil.which("Xvfb"))
        self._screen = subprocess.Popen(
            [screen, "-displayfd", "1", "-screen", "0", f"{WIDTH}x{2 * HEIGHT}x24", "-nolisten", "tcp"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._screen.stdout is not None
        display = self._screen.stdout.readline().strip()
        with socket.create_server(("127.0.0.1", 0)) as probe:
            port = probe.getsockname()[1]
        environment = {**os.environ, "DISPLAY": f":{display}", "LC_ALL": LOCALE, "LANGUAGE": LOCALE}
        self._driver = subprocess.Popen(
            [self._path, f"--port={port}"],
            env={**environment, "LIBGL_ALWAYS_SOFTWARE": "1", "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1"},
            stderr=subprocess.DEVNULL,
        )
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60)
        options = {"webkitgtk:browserOptions": {"args": ["--automation"]}}
        answer = self._first_call("/session", {"capabilities": {"alwaysMatch": options}})
        self._session = f"/session/{answer['sessionId']}"
        self._post("/timeouts", {"script": 30_000})
        chrome = self.evaluate("outerHeight - innerHeight")  # the height of the window around the page
        self._post("/window/rect", {"width": WIDTH, "height": HEIGHT + int(chrome)})
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._http.delete(self._session)
        self._http.close()
        for process in (self._driver, self._screen):
            process.terminate()
            process.communicate()

    def open(self, url: str) -> None:
        self._post("/url", {"url": url})

    def press(self, key: str) -> None:
        strokes = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        self._post("/actions", {"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]})

    def point(self, x: float, y: float) -> None:
        move = {"type": "pointerMove", "duration": 0, "origin": "viewport", "x": round(x), "y": round(y)}
        self._post("/actions", {"actions": [{"type": "pointer", "id": "mouse", "actions": [move]}]})

    def evaluate(self, expression: str) -> Any:
        return self._post("/execute/async", {"script": EVALUATE % expression, "args": []})

    def screenshot(self) -> bytes:
        return base64.b64decode(self._value(self._http.get(f"{self._session}/screenshot")))

    def complaints(self) -> list[str]:
        return []  # WebDriver does not report them

    def _first_call(self, path: str, body: object) -> Any:
        """Call until the driver listens."""
        end = time.monotonic() + 30
        while True:
            try:
                return self._value(self._http.post(path, json=body))
            except httpx.ConnectError:
                assert time.monotonic() < end, "WebKitWebDriver does not listen."
                time.sleep(0.05)

    def _post(self, path: str, body: object) -> Any:
        return self._value(self._http.post(self._session + path, json=body))

    @staticmethod
    def _value(response: httpx.Response) -> Any:
        assert response.is_success, response.text
        return response.json()["value"]
