"""The workbench as a planner meets it: a real server on the demonstration, Debian's Chromium."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.report.office import absent, reader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, ConsoleMessage, Page

#: How long a test waits for what a page shall show: a machine may be busy with other tests.
PATIENCE_MS = 90_000

#: ``tisites`` as an installed command starts it.
SERVE = "import sys; from tisites.cli.main import main; sys.exit(main(sys.argv[1:]))"


@dataclass
class Server:
    """``tisites serve`` in a folder of its own; stopped, killed, started again where it was.

    Parameters
    ----------
    folder : Path
        Where it works.
    environment : dict
        Of its processes, beside the test's own.
    arguments : tuple of str
        Of ``tisites serve``, beside the port.
    """

    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    csrf: str = ""
    environment: dict[str, str] = field(default_factory=dict)
    arguments: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> Server:
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.port:
            with socket.socket() as free:
                free.bind(("127.0.0.1", 0))
                self.port = free.getsockname()[1]
        command = [sys.executable, "-c", SERVE, "serve", "--no-open",
                   "--port", str(self.port), *self.arguments]  # fmt: skip
        log = (self.folder / "server.log").open("ab")
        self.process = subprocess.Popen(
            command,
            cwd=self.folder,
            stdout=log,
            stderr=log,
            start_new_session=True,
            env={**os.environ, **self.environment},
        )
        until = time.monotonic() + 120
        while time.monotonic() < until and self.process.poll() is None:
            try:
                told = httpx.get(f"{self.url}/api/v1/session", timeout=5)
            except httpx.TransportError:
                time.sleep(0.1)
                continue
            self.csrf = told.json()["csrf"]
            return self
        raise AssertionError((self.folder / "server.log").read_text(encoding="utf-8"))

    def kill(self) -> None:
        """End it as a power cut does, with all that it started."""
        if self.process is not None and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.kill()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the REST API, as the page does."""
        told = httpx.request(
            method, f"{self.url}/api/v1{path}", json=body, timeout=60,
            headers={"X-Tisites-CSRF": self.csrf, "Origin": self.url},
        )  # fmt: skip
        assert told.status_code < 300, (method, path, told.status_code, told.text)
        return told.json() if told.content else None

    def draft(self, *, solved: bool = True, **given: Any) -> str:
        """Make a draft of the reference on the demonstration, solved unless told; its id."""
        asked = {"scenario": "reference", "pack": "demo"} | given
        name = str(self.call("POST", "/drafts", asked)["id"])
        if solved:
            self.wait(self.call("POST", "/jobs", {"verb": "solve", "draft": name})["id"])
        return name

    def wait(self, job: str, seconds: float = 120) -> dict[str, Any]:
        """Wait for a job; it must have been done."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            told = self.call("GET", f"/jobs/{job}")
            if told["state"] not in ("queued", "running"):
                assert told["state"] == "done", told
                return dict(told)
            time.sleep(0.05)
        raise AssertionError(f"job {job} did not end in {seconds} s")


@pytest.fixture(scope="session")
def workbench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a worker: each makes drafts of its own."""
    server = Server(tmp_path_factory.mktemp("workbench")).start()
    yield server
    server.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = reader("chromium") or reader("chromium-browser") or shutil.which("google-chrome")
    if program is None or os.environ.get("TISITES_READERS") == "none":
        absent("Chromium")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@dataclass
class Watched:
    """What a page said and asked while a test drove it.

    Chromium says each refusal of a server (4xx) in its console, and each cut. A test that asks for
    one says so beforehand; any other is an error of the page.
    """

    errors: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def expect(self, status: int, path: str) -> None:
        """Allow this status of addresses whose path matches, whole."""
        self.expected.append(rf"status of {status} .* \S+/api/v1{path}(\?\S*)?")

    def expect_cut(self) -> None:
        """Allow requests that no server answers: the test stops it."""
        self.expected.append(r"net::ERR_\w+.*")

    def heard(self, said: ConsoleMessage) -> None:
        """Note what the console says is wrong, with the address that it is about."""
        if said.type == "error":
            self.errors.append(f"{said.text} {said.location.get('url', '')}")

    @property
    def unexpected(self) -> list[str]:
        """Everything that was not said beforehand."""
        return [
            one for one in self.errors
            if not any(re.search(rf"{allowed}$", one) for allowed in self.expected)
        ]  # fmt: skip


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def page(chromium: Browser, watched: Watched) -> Iterator[Page]:
    """A page at 1366 x 768; no error may be said and no request leave this machine."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="fr-FR")
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    page.on("console", watched.heard)
    page.on("pageerror", lambda error: watched.errors.append(str(error)))
    page.on("request", lambda asked: _away(asked.url, watched))
    yield page
    context.close()
    assert watched.unexpected == []
    assert watched.away == []


def _away(url: str, watched: Watched) -> None:
    if not url.startswith(("http://127.0.0.1:", "data:", "blob:")):
        watched.away.append(url)
