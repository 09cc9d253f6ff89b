"""Pulling from a real HTTP server: slow, truncated, redirected, gone, changed."""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tisites.data.catalogue.pull import Manner, pull
from tisites.data.catalogue.shelf import Shelf
from tisites.data.catalogue.sources import Source
from tisites.messages.text import speaking

HEADER = "code_uic;libelle;fret;code_ligne;rg_troncon;pk;x_wgs84;y_wgs84"
ROWS = [f"{87000000 + k};Gare {k};O;100;1;{k:03}+000;{2 + k / 100};48.5" for k in range(40)]
GOOD = ("\n".join([HEADER, *ROWS]) + "\n").encode()
MORE = ("\n".join([HEADER, *ROWS, ROWS[0].replace("87000000", "87999999")]) + "\n").encode()
CHANGED = GOOD.replace(b"x_wgs84", b"longitude")


@dataclass
class Site:
    """What the server answers, and what it was asked."""

    body: bytes = GOOD
    status: int = 200
    cut_first: int = 0  # bytes sent of the first answer, which promises all
    cut_always: bool = False
    pause_s: float = 0.0
    moved_to: str = ""
    etag: str = '"one"'
    ranges: bool = True
    asked: list[tuple[str, str]] = field(default_factory=list)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        site: Site = self.server.site  # type: ignore[attr-defined]
        asked = self.headers.get("Range", "")
        site.asked.append((self.path, asked))
        if self.path.startswith("/api/"):
            self._api()
        elif site.moved_to and self.path != site.moved_to:
            self.send_response(302)
            self.send_header("Location", site.moved_to)
            self.send_header("Content-Length", "0")
            self.end_headers()
        elif site.status != 200:
            self.send_response(site.status)
            self.send_header("Content-Length", "0")
            self.end_headers()
        else:
            self._body(site, asked)

    def _api(self) -> None:
        host = f"http://127.0.0.1:{self.server.server_address[1]}"
        listed = [
            {"url": f"{host}/old/gares-2024.csv", "last_modified": "2024-01-01"},
            {"url": f"{host}/new/gares-2026.csv", "last_modified": "2026-01-01"},
            {"url": f"{host}/notice.pdf", "last_modified": "2027-01-01"},
        ]
        body = json.dumps({"resources": listed}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _body(self, site: Site, asked: str) -> None:
        start = 0
        if site.ranges and asked and self.headers.get("If-Range") == site.etag:
            start = int(asked.removeprefix("bytes=").removesuffix("-"))
        body = site.body[start:]
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("ETag", site.etag)
        self.end_headers()
        if site.cut_first:
            body = body[: site.cut_first]
            if not site.cut_always:
                site.cut_first = 0
            self.wfile.write(body)
            self.close_connection = True
            return
        for k in range(0, len(body), 512):
            time.sleep(site.pause_s)
            self.wfile.write(body[k : k + 512])
            self.wfile.flush()


@pytest.fixture
def served() -> Iterator[tuple[Site, str]]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.site = Site()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.site, f"http://127.0.0.1:{server.server_address[1]}"  # type: ignore[attr-defined]
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    return Shelf(tmp_path / "shelf")


QUICK = Manner(retries=2, pause_s=0.01, silence_s=2.0)


def source(url: str, **more: object) -> Source:
    entry: dict[str, object] = {
        "name": "gares",
        "title_fr": "Gares",
        "title_en": "Stations",
        "producer": "SNCF Réseau",
        "licence": "ODbL 1.0",
        "vintage": "2026",
        "landing": "https://example.org/gares",
        "download": f"{url}/gares.csv",
        "format": "csv",
        "reader": "sncf_stations",
        "layers": ["freight_stations"],
        "rows_at_least": 30,
        "verified": True,
    }
    return Source.model_validate({**entry, **more})


def test_a_file_is_kept_with_its_hash_and_not_asked_again(served, shelf):
    site, url = served
    (first,) = pull([source(url)], shelf, QUICK)
    assert first.outcome == "new"
    assert first.held.sha256 == hashlib.sha256(GOOD).hexdigest()
    assert (first.held.rows, first.held.size, first.held.how) == (40, len(GOOD), "pull")
    assert shelf.path(first.held).read_bytes() == GOOD
    (again,) = pull([source(url)], shelf, QUICK)
    assert (again.outcome, again.held) == ("here", first.held)
    assert len(site.asked) == 1


def test_a_download_cut_short_goes_on_where_it_stopped(served, shelf):
    site, url = served
    site.cut_first = 700
    (done,) = pull([source(url)], shelf, QUICK)
    assert done.outcome == "new"
    assert shelf.path(done.held).read_bytes() == GOOD
    assert [asked for _, asked in site.asked] == ["", "bytes=700-"]
    assert not list((shelf.folder / "partial").glob("*"))


def test_a_beginning_is_dropped_when_the_file_changed_meanwhile(served, shelf):
    site, url = served
    site.cut_first, site.cut_always = 700, True
    (failed,) = pull([source(url)], shelf, Manner(retries=0, silence_s=2.0))
    assert failed.outcome == "failed"
    assert (shelf.folder / "partial" / "gares.part").read_bytes() == GOOD[:700]
    site.cut_first, site.cut_always = 0, False
    site.body, site.etag = MORE, '"two"'
    (done,) = pull([source(url)], shelf, QUICK)
    assert shelf.path(done.held).read_bytes() == MORE


def test_a_server_without_ranges_is_asked_for_all(served, shelf):
    site, url = served
    site.cut_first, site.ranges = 700, False
    (done,) = pull([source(url)], shelf, QUICK)
    assert shelf.path(done.held).read_bytes() == GOOD


def test_a_file_always_cut_is_never_kept(served, shelf):
    site, url = served
    site.cut_first, site.cut_always, site.ranges = 700, True, False
    (failed,) = pull([source(url)], shelf, QUICK)
    assert (failed.outcome, failed.held) == ("failed", None)
    assert "incomplet" in str(failed.problems[0].what)
    assert shelf.held() == {}
    assert len(site.asked) == 3


def test_slow_is_patience_silent_is_failure(served, shelf):
    site, url = served
    site.pause_s = 0.1  # several pieces, longer in all than the silence allowed
    (done,) = pull([source(url)], shelf, Manner(retries=0, silence_s=0.4))
    assert done.outcome == "new"
    site.pause_s = 1.5
    (late,) = pull([source(url, name="late")], shelf, Manner(retries=0, silence_s=0.3))
    assert late.outcome == "failed"
    assert "ne répond pas" in str(late.problems[0].what)


def test_a_redirection_is_followed(served, shelf):
    site, url = served
    site.moved_to = "/ailleurs/gares.csv"
    (done,) = pull([source(url)], shelf, QUICK)
    assert done.outcome == "new"
    assert [path for path, _ in site.asked] == ["/gares.csv", "/ailleurs/gares.csv"]


@pytest.mark.parametrize(("status", "asked"), [(404, 1), (410, 1), (500, 3), (503, 3)])
def test_gone_is_told_at_once_and_trouble_is_tried_again(served, shelf, status, asked):
    site, url = served
    site.status = status
    (failed,) = pull([source(url)], shelf, QUICK)
    (problem,) = failed.problems
    assert failed.outcome == "failed"
    assert "gares" in str(problem.what)
    assert str(status) in str(problem.what)
    assert "https://example.org/gares" in str(problem.remedy)
    assert "tisites data add gares" in str(problem.remedy)
    assert len(site.asked) == asked
    with speaking("en"):
        assert "source 'gares'" in str(problem.what)


def test_a_dead_host_is_told(shelf):
    (failed,) = pull([source("http://127.0.0.1:9")], shelf, QUICK)
    assert "le serveur ne répond pas" in str(failed.problems[0].what)


def test_a_proxy_that_refuses_is_told_with_the_source(shelf, monkeypatch):
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    (failed,) = pull([source("http://example.org/gares.csv")], shelf, QUICK)
    assert "proxy" in failed.problems[0].what.fr
    assert failed.source.name in failed.problems[0].what.fr
    assert "tisites data add" in failed.problems[0].remedy.fr


@pytest.mark.parametrize(
    "body", [CHANGED, b"<html>maintenance</html>", b"", GOOD[: len(GOOD) // 2], GOOD[:-3]]
)
def test_another_format_never_replaces_what_was_there(served, shelf, body):
    site, url = served
    (first,) = pull([source(url)], shelf, QUICK)
    site.body, site.etag = body, '"two"'
    (failed,) = pull([source(url)], shelf, Manner(update=True, retries=0))
    assert (failed.outcome, failed.held) == ("failed", first.held)
    assert all("source « gares »" in str(problem.what) for problem in failed.problems)
    assert all("est gardé" in str(problem.remedy) for problem in failed.problems)
    assert shelf.is_whole(first.held)
    assert shelf.held() == {"gares": first.held}


def test_a_changed_file_is_accepted_only_when_asked(served, shelf):
    site, url = served
    (first,) = pull([source(url)], shelf, QUICK)
    (same,) = pull([source(url)], shelf, Manner(update=True))
    assert same.outcome == "same"
    site.body, site.etag = MORE, '"two"'
    shelf.path(first.held).unlink()  # the cache was emptied, the state is still there
    (refused,) = pull([source(url)], shelf, QUICK)
    assert refused.outcome == "failed"
    assert first.held.sha256[:8] in str(refused.problems[0].what)
    assert "--update" in str(refused.problems[0].remedy)
    (changed,) = pull([source(url)], shelf, Manner(update=True))
    assert (changed.outcome, changed.former_sha256) == ("changed", first.held.sha256)
    assert changed.held.rows == 41
    assert changed.held.first_seen == first.held.first_seen


def test_an_altered_cache_is_fetched_again_and_must_match(served, shelf):
    site, url = served
    (first,) = pull([source(url)], shelf, QUICK)
    shelf.path(first.held).write_bytes(b"altered")
    (again,) = pull([source(url)], shelf, QUICK)
    assert (again.outcome, again.held.sha256) == ("same", first.held.sha256)
    assert len(site.asked) == 2


def test_one_that_fails_stops_no_other(served, shelf):
    _, url = served
    dead = source("http://127.0.0.1:9", name="morte")
    by_hand = source(url, name="main", download="", verified=False)
    found = pull([dead, by_hand, source(url)], shelf, QUICK)
    assert [pulled.outcome for pulled in found] == ["failed", "by_hand", "new"]


def test_data_gouv_tells_the_present_address(served, shelf):
    site, url = served
    manner = Manner(data_gouv=f"{url}/api")
    wanted = source(url, download="", dataset="gares", resource=r"gares-\d+\.csv$")
    (done,) = pull([wanted], shelf, manner)
    assert done.held.origin == f"{url}/new/gares-2026.csv"
    assert [path for path, _ in site.asked] == ["/api/gares/", "/new/gares-2026.csv"]
    (gone,) = pull(
        [source(url, name="x", download="", dataset="x", resource="jamais")], shelf, manner
    )
    assert "ne liste plus" in str(gone.problems[0].what)
