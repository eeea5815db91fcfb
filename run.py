#!/usr/bin/env python3
"""Set up and start the playground (`python3 run.py`), test it (`python3 run.py test`) or measure it.

Needs only Python 3.11 or newer with venv. Makes .venv, installs the project and its requirements there, and installs
again only when the requirements have changed.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
import venv
import webbrowser
from pathlib import Path
from threading import Thread

if sys.version_info < (3, 11):  # noqa: UP036 - an older Python must get this message, not a syntax error
    sys.exit(
        "run.py: Python 3.11 or newer is needed and this is {}.{}. Try: python3.12 run.py".format(*sys.version_info)
    )

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
REQUIREMENTS = ("pyproject.toml", "package.json", "package-lock.json", "vendor.mjs", "hatch_build.py")
"""Files that, when they or a lock file change, cause a new installation."""
LOCKS = ROOT / "requirements"
"""Lock files: exact versions with hashes. `python3 run.py lock` writes them."""


BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
"""Commands that start Chromium, the fastest to test with first."""
BROWSER_PACKAGES = {
    "chromium-headless-shell": "chromium-headless-shell",
    "firefox-esr": "firefox-esr",
    "WebKitWebDriver": "webkit2gtk-driver",
    "Xvfb": "xvfb",
}
"""Debian's packages of the browsers to test in, by a command of each. WebKit needs a screen: Xvfb is a virtual one."""


class SetupError(Exception):
    """Something is missing that this script cannot install. The message is one line and says what to do."""


# -- the environment -----------------------------------------------------------------------------------------------


def install(extra: str = "") -> None:
    """Make .venv and install the locked packages of an extra and the project, unless they are installed already."""
    make_environment()
    files = [*(ROOT / name for name in REQUIREMENTS), *sorted(LOCKS.glob("*.txt"))]
    digest = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()
    stamp = VENV / f".installed-{extra or 'base'}"
    assets = ROOT / "static" / "vendor" / "importmap.json"
    if assets.is_file() and stamp.is_file() and stamp.read_text() == digest:
        return
    print(f"Installing {f'what `{extra}` needs' if extra else 'the playground'}: a minute or two, once …", flush=True)
    install_locked(extra or "base", "build")
    find_node()  # the build hook needs it
    if extra == "bench":  # torch is not locked: its build depends on the machine
        pip("--no-build-isolation", "--editable", f"{ROOT}[bench]")
    else:
        pip("--no-build-isolation", "--no-deps", "--editable", str(ROOT))
    stamp.write_text(digest)


def install_locked(*names: str) -> None:
    """Install the packages of lock files into .venv, checking their hashes."""
    pip("--require-hashes", *(argument for name in names for argument in ("--requirement", str(LOCKS / f"{name}.txt"))))


def make_environment() -> None:
    """Make .venv. Replaces one that was made by another Python or for another folder."""
    stamp = VENV / ".made-by"
    made_by = f"{sys.version}\n{sys.base_prefix}\n{ROOT}"
    if PYTHON.is_file() and stamp.is_file() and stamp.read_text() == made_by:
        return
    if importlib.util.find_spec("ensurepip") is None:
        raise SetupError(
            "Python's ensurepip is missing. Install it and run this again: "
            f"apt install python{sys.version_info[0]}.{sys.version_info[1]}-venv"
        )
    print("Making .venv …", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    stamp.write_text(made_by)


def pip(*arguments: str) -> None:
    """Install packages into .venv. Prints pip's output and raises SetupError if that fails."""
    command = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *arguments]
    result = subprocess.run(command, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if result.returncode:
        print(result.stdout[-4000:], file=sys.stderr)
        offline = any(
            sign in result.stdout for sign in ("NewConnectionError", "Name or service", "name resolution", "ENOTFOUND")
        )
        raise SetupError(
            "The installation needs the network, which cannot be reached. Connect and run this again."
            if offline
            else "The installation failed; the reason is above. Fix it and run this again."
        )


def find_node() -> tuple[str, list[str]]:
    """Path of Node and the command for npm. Installs Node as a Python package if the machine has none."""
    find = [str(PYTHON), "-c", "import json; from app.bundle.node import find_node; print(json.dumps(find_node()))"]
    found = json.loads(subprocess.check_output(find, cwd=ROOT))
    if found is None:
        install_locked("node")
        found = json.loads(subprocess.check_output(find, cwd=ROOT))
    node, npm = found
    return node, npm


# -- the server ----------------------------------------------------------------------------------------------------


def serve(host: str, port: int, browse: bool, more: list[str]) -> int:
    """Start the server, which prints its address, and open its page if there is a screen. `more` are its other options."""
    check_port(host, port)
    install()
    command = [str(PYTHON), "-m", "app.cli", "serve", "--host", host, "--port", str(port), *more]
    server = subprocess.Popen(command, cwd=ROOT)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends Ctrl+C to the server too; wait until it ends
    signal.signal(signal.SIGTERM, lambda *_: server.terminate())
    if browse and port and can_browse():
        Thread(target=open_when_up, args=(host, port), daemon=True).start()
    return server.wait()


def check_port(host: str, port: int) -> None:
    """Raise SetupError if the address is unavailable, before the long installation rather than after it."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name != "nt":  # on Windows this option would allow a port that is in use
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise SetupError(
                f"Cannot listen on {host}:{port} ({reason}). Choose another address: --port 8001, --host …"
            ) from None


def can_browse() -> bool:
    """Return True on a desktop, outside CI."""
    if os.environ.get("CI") or not sys.stdout.isatty():
        return False
    return sys.platform in ("darwin", "win32") or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def open_when_up(host: str, port: int) -> None:
    """Open the page as soon as the server answers."""
    reachable = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    address = f"http://{f'[{reachable}]' if ':' in reachable else reachable}:{port}/"
    for _ in range(150):
        try:
            urllib.request.urlopen(f"{address}healthz", timeout=1).close()
        except OSError:
            time.sleep(0.2)
        else:
            webbrowser.open(address)
            return


# -- the tests -----------------------------------------------------------------------------------------------------


def run(*command: str, **environment: str) -> bool:
    """Run a command in the project. Returns True if it succeeded."""
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode == 0


def npm_packages() -> str:
    """Install npm's packages if they are missing. Returns the path of Node."""
    node, npm = find_node()
    there = (ROOT / "node_modules" / "typescript").is_dir()
    if not there and not run(*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"):
        raise SetupError("npm could not install its packages; the reason is above. Fix it and run this again.")
    return node


def find_chromium() -> str | None:
    """Path of an installed Chromium: the one in the environment's CHROMIUM, or else the first of BROWSERS."""
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)


def chromium() -> str:
    """Path of Chromium. Installs the browsers that the tests use and that are missing, if apt-get can."""
    missing = [package for command, package in BROWSER_PACKAGES.items() if not shutil.which(command)]
    if missing and shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing {', '.join(missing)} …", flush=True)
        install = ("apt-get", "-qq", "install", "-y", "--no-install-recommends", "fonts-dejavu-core", *missing)
        if not (run("apt-get", "-qq", "update") and run(*install, DEBIAN_FRONTEND="noninteractive")):
            print("apt-get could not install them; the tests use the browsers that are there.", flush=True)
    found = find_chromium()
    if found is None:
        raise SetupError("The browser tests need Chromium: run `apt install chromium` or set CHROMIUM to its path.")
    return found


def test(arguments: list[str]) -> int:
    """Run the tests; tests/stages.py knows their stages."""
    install("test")
    return 0 if run(str(PYTHON), "-m", "tests.stages", *arguments) else 1


def bench(arguments: list[str]) -> int:
    """Measure speed against other libraries."""
    install("bench")
    return 0 if run(str(PYTHON), "-m", "benchmarks", *arguments) else 1


def pictures(arguments: list[str]) -> int:
    """Renew the pictures of the README."""
    install("pictures")
    chromium()
    return 0 if run(str(PYTHON), "-m", "benchmarks.browser.pictures", *arguments) else 1


def lock(arguments: list[str]) -> int:
    """Write the lock files."""
    return 0 if run(sys.executable, str(LOCKS / "lock.py"), *arguments) else 1


def main() -> int:
    """Run the command given on the command line."""
    parser = argparse.ArgumentParser(description="Start the playground, test it or measure its speed.")
    parser.add_argument("--host", default=os.environ.get("HOST") or "127.0.0.1", help="address to listen on [env HOST]")
    parser.add_argument(
        "--port", default=os.environ.get("PORT") or "8000", type=int, help="port to listen on [env PORT]"
    )
    parser.add_argument("--no-browser", action="store_true", help="do not open the page")
    parser.add_argument("--dev", action="store_true", help="serve the page's modules as written, not bundled")
    passed = {
        "--allowed-host": "a name of this server; repeatable",
        "--allowed-origin": "origin of another page that may use this server; repeatable",
        "--root-path": "path under which a proxy serves the playground",
        "--forwarded-allow-ips": "addresses of trusted proxies, separated by commas",
    }
    for name, meaning in passed.items():
        parser.add_argument(name, action="append", default=[], help=meaning)
    commands = parser.add_subparsers(dest="command", metavar="test | bench | pictures | lock")
    commands.add_parser("test", help="run the tests; `test quick` before every commit", add_help=False)
    commands.add_parser("bench", help="measure speed against NumPy, PyTorch and JAX", add_help=False)
    commands.add_parser("pictures", help="renew the pictures of the README", add_help=False)
    commands.add_parser("lock", help="write the lock files in requirements/", add_help=False)
    options, rest = parser.parse_known_args()
    for command in (test, bench, pictures, lock):
        if options.command == command.__name__:
            return command(rest)
    if rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    more = ["--dev"] if options.dev else []
    for name in passed:
        for value in getattr(options, name[2:].replace("-", "_")):
            more += [name, value]
    return serve(options.host, options.port, not options.no_browser, more)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except SetupError as problem:
        sys.exit(f"run.py: {problem}")
    except KeyboardInterrupt:
        sys.exit(130)
