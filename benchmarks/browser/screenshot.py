"""Take the screenshot of the README: the playground with a spiral that it has learned.

`python -m benchmarks.browser.screenshot` needs Chromium and writes docs/playground.webp.
"""

import base64
import os
from typing import Any

from benchmarks.browser.chromium import browsing, open_page, run
from benchmarks.documents import DOCS
from benchmarks.server import serving, wait_until_warm
from run import find_chromium

SPIRAL: dict[str, Any] = {
    "seed": 1,
    "data": {"name": "spiral", "position_noise": 0.05},
    "network": {"layers": [{"units": 8}, {"units": 6}, {"units": 4}]},
    "optimizer": {"name": "adam", "learning_rate": 0.01},
}
EPOCHS = 300

TRAINED = "epochs => Number(document.querySelector('[data-figure=epoch]').textContent.replace(/\\D/g, '')) >= epochs"


def main() -> None:
    """Train the spiral in the page and write the screenshot."""
    path = find_chromium()
    if path is None:
        raise SystemExit("No Chromium was found. Install it, or set CHROMIUM to its path.")
    with serving(os.environ) as server, browsing(path) as browser:
        wait_until_warm(server)
        page = open_page(browser, server.address, ".unit")
        run(page, SPIRAL)
        page.get_by_role("button", name="Train the network").click()
        page.wait_for_function(TRAINED, arg=EPOCHS)
        page.get_by_role("button", name="Pause the training").click()
        page.wait_for_timeout(500)
        image = page.context.new_cdp_session(page).send("Page.captureScreenshot", {"format": "webp", "quality": 80})
        (DOCS / "playground.webp").write_bytes(base64.b64decode(image["data"]))


if __name__ == "__main__":
    main()
