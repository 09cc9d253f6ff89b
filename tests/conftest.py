from __future__ import annotations

import hashlib
import json
import os
import pickle
import shutil
import sys
import tempfile
import uuid
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from filelock import FileLock
from hypothesis import settings

from tests.examples import examples

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.usage.gather import Known
    from tisites.data.pack import Pack
    from tisites.territory.territory import Territory


#: Kept between runs of the tests, apart from the planner's own cache.
KEPT = Path(tempfile.gettempdir()) / "tisites-tests"
os.environ.setdefault("TISITES_CACHE", str(KEPT / "cache"))
#: Tests look for words anywhere in an answer; one screen of it has tests of its own.
os.environ.setdefault("TISITES_LONG", "1")
os.environ.setdefault("TISITES_SECRET", str(KEPT / "secret"))
if sys.dont_write_bytecode:  # processes that tests start would each compile 1,800 modules
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix = str(KEPT / "bytecode")
    sys.dont_write_bytecode = False
#: Tests judge answers, never how long a busy machine takes for one.
settings.register_profile("tisites", deadline=None, max_examples=examples(50))
settings.load_profile("tisites")


#: Files whose tests take the longest: they begin, so that none is left to one worker at the end.
LONGEST = frozenset({
    "test_machine_faults", "test_unknown_never_helps", "test_claims", "test_stage_lies",
    "test_stop", "test_import_hostile", "test_sweep", "test_indicators", "test_roads",
    "test_equity_cli", "test_main_job", "test_known", "test_catalogue", "test_api",
    "test_shipped_scenarios", "test_incentives", "test_runs_cli", "test_robustness_real",
    "test_explain_real", "test_pages", "test_trace", "test_candidates_read", "test_kernel_session",
    "test_any_list", "test_build", "test_docs_fr", "test_dossier", "test_dossier_officer",
    "test_equity_stages", "test_explain_cli", "test_robustness_verbs", "test_scenario",
    "test_pages_web", "test_real_data", "test_table_card_tabs", "test_map", "test_serve",
    "test_report", "test_fiche", "test_brute_force",
})  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Order files by the time they take, as ``LONGEST`` knows it; tests in a file stay in order."""
    items.sort(key=lambda item: item.path.stem not in LONGEST)


@pytest.fixture(scope="session", autouse=True)
def _all_is_kept() -> None:
    """Tests read more lists in minutes than a planner in months: what they prepare stays."""
    from tisites.run.prepare.kept import OF_PACKS, OnDisk
    from tisites.territory import travel_cache

    OnDisk.MOST, travel_cache.KEEP, OF_PACKS.most = 1000, 300, 4


@pytest.fixture(autouse=True)
def _french() -> None:
    """Every test starts in the default language, whatever an earlier one spoke."""
    from tisites.messages.text import speak

    speak("fr")


class Said(NamedTuple):
    out: str
    err: str


class Heard:
    """What was printed, its no-break spaces and curly apostrophes as a keyboard types them.

    Typography has a test of its own (``tests/report/test_typography.py``); others look for words.
    """

    def __init__(self, printed: pytest.CaptureFixture[str]) -> None:
        self.printed = printed

    def readouterr(self) -> Said:
        from tisites.messages.typography import plain

        out, err = self.printed.readouterr()
        return Said(plain(out), plain(err))

    def disabled(self):
        return self.printed.disabled()


@pytest.fixture
def capsys(capsys: pytest.CaptureFixture[str]) -> Heard:
    return Heard(capsys)


def _shared() -> Path:
    return Path(os.environ.get("TISITES_SHARED", "../shared/data"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Folder of raw open data; the test is skipped where it is absent."""
    folder = _shared()
    if not folder.is_dir():
        pytest.skip(f"no raw open data in {folder} (set TISITES_SHARED)")
    return folder.resolve()  # tests change folder


@pytest.fixture(scope="session")
def real_pack(shared_data: Path) -> Pack:
    """A pack of the real data, built once for given data and code, whatever the worker."""
    from tisites.data.build.build import build_pack
    from tisites.data.pack import open_pack
    from tisites.messages.errors import BadInputError

    target = KEPT / f"real-pack-{_fingerprint(shared_data)}"
    KEPT.mkdir(exist_ok=True)
    with FileLock(f"{target}.lock"):  # one worker builds it, the others wait
        with suppress(BadInputError):
            return open_pack(target)
        shutil.rmtree(target, ignore_errors=True)
        mine = target.with_name(f"{target.name}.{uuid.uuid4().hex[:8]}")
        build_pack(shared_data, mine, built="2026-01-01")
        mine.replace(target)
    return open_pack(target)


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Make a folder once in a session, whatever the worker: ``once(name, make)``."""
    base = tmp_path_factory.getbasetemp()
    shelf = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def folder(name: str, make: Callable[[Path], object]) -> Path:
        target = shelf / name
        with FileLock(f"{target}.lock"):  # who comes second waits, rather than do the same work
            if not target.is_dir():
                mine = shelf / f"{name}.{uuid.uuid4().hex[:8]}"
                make(mine)
                mine.replace(target)
        return target

    return folder


@pytest.fixture(scope="session")
def real_territory(real_pack: Pack) -> Territory:
    """The real pack as a territory, its layers read once a worker: read it, change nothing."""
    from tisites.territory.territory import load_territory

    return load_territory(real_pack)


@pytest.fixture(scope="session")
def demo_territory() -> Territory:
    """The pack of the demonstration as a territory: read it, change nothing."""
    from tisites.data.demo.demo import open_demo
    from tisites.territory.territory import load_territory

    return load_territory(open_demo())


@pytest.fixture(scope="session")
def pickled(once: Callable[..., Path]) -> Callable[..., Any]:
    """Make an object once in a session, whatever the worker: ``pickled(name, make)``."""

    def made(name: str, make: Callable[[], object]) -> Any:
        def write(folder: Path) -> None:
            folder.mkdir()
            (folder / "object").write_bytes(pickle.dumps(make()))

        return pickle.loads((once(f"object-{name}", write) / "object").read_bytes())

    return made


@pytest.fixture(scope="session")
def real_candidates(pickled: Callable[..., Any], real_territory: Territory) -> Candidates:
    """Every site of the real pack as it is read: take it, change nothing in place."""
    from tisites.candidates.read import candidates_from_pack

    return pickled("candidates", lambda: candidates_from_pack(real_territory))


@pytest.fixture(scope="session")
def real_known(
    pickled: Callable[..., Any], real_candidates: Candidates, real_territory: Territory
) -> Known:
    """The same with all that is known of what they are used for."""
    from tisites.candidates.usage.gather import gather

    return pickled("known", lambda: gather(real_candidates, real_territory))


@pytest.fixture
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A cache where nothing is known yet, but the steps that every run prepares."""
    from tisites.data.cache import cache_root

    steps, cache = cache_root() / "steps", tmp_path / "cache"
    steps.mkdir(parents=True, exist_ok=True)
    cache.mkdir()
    with suppress(OSError):  # where no links can be made, they are prepared anew
        (cache / "steps").symlink_to(steps, target_is_directory=True)
    monkeypatch.setenv("TISITES_CACHE", str(cache))
    return cache


def _run(*arguments: str) -> None:
    from tisites.cli.main import main

    assert main(["run", *arguments]) == 0


@pytest.fixture(scope="session")
def demo_run(once: Callable[..., Path]) -> Path:
    """The reference run of the demonstration, as ``tisites run`` writes it: read it, copy it."""
    return once("demo-run", lambda folder: _run("--out", str(folder)))


@pytest.fixture(scope="session")
def shelved(demo_run: Path) -> Callable[[Path], Path]:
    """Put a copy of the reference run of the demonstration into a folder's store, as known."""
    from tisites.run.store.store import Store

    run = json.loads((demo_run / "solution.json").read_text(encoding="utf-8"))["run"]

    def put(home: Path) -> Path:
        folder = Store(home / "runs").folder_of(run)
        shutil.copytree(demo_run, folder)
        return folder

    return put


@pytest.fixture(scope="session")
def real_tables(once: Callable[..., Path], real_pack: Pack) -> Callable[[str], Path]:
    """The tables of a shipped scenario's run on the real pack, solved once in a session."""
    from tisites.run.answer.write import write_tables
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request

    def solve(scenario: str, folder: Path) -> None:
        folder.mkdir()
        request = Request(scenario, pack=real_pack.folder)
        write_tables(execute(prepare(request, keep=OnDisk())), folder)

    return lambda scenario: once(f"real-{scenario}", lambda folder: solve(scenario, folder))


@pytest.fixture(scope="session")
def real_run(once: Callable[..., Path], real_pack: Pack) -> Path:
    """The reference run of the real pack, as ``tisites run`` writes it: read it, copy it."""
    data = ("--data", str(real_pack.folder))
    return once("real-run", lambda folder: _run(*data, "--out", str(folder)))


def _fingerprint(shared: Path) -> str:
    code = Path(__file__).parents[1] / "src/tisites/data"
    files = [*sorted(shared.rglob("*")), *sorted(code.rglob("*.py"))]
    digest = hashlib.sha256()
    for path in files:
        if path.is_file():
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
