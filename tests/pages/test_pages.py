"""Every page of every verb, as a French planner reads it: its words, its typography, its length."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tests.pages.french import offences, words_of
from tisites.cli.main import main
from tisites.report.media.screen import LINES

#: Few sites under every kind of rule that has words of its own: solved in milliseconds.
SMALL = """
base = "turnkey50"
name = "cinq"
title = "Cinq sites"
choose = 5

[constraint.region_count]
min = 0
max = 2
"""
OFF = ("territoires_industrie", "sizes", "hectares_total")
TOO_MUCH = '\n[constraint.hectares_total]\nmin = 90000.0\nsource = "essai"\n'
GRID = """
kind = "grid"
scenario = "cinq"
"""


@dataclass(frozen=True)
class Told:
    """What a verb said on one screen, in full, and in its files."""

    screen: str
    long: str
    folder: Path


def ask(arguments: list[str], *, long: bool) -> str:
    out, err = io.StringIO(), io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("TISITES_LONG", raising=False)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = main([*arguments, *(["--long"] if long else [])])
    assert code == 0, err.getvalue()
    return out.getvalue()


@pytest.fixture(scope="module")
def told(tmp_path_factory) -> dict[str, Told]:
    """Every verb, asked once for its files, and told again from the run where that is free."""
    root = tmp_path_factory.mktemp("pages")
    scenario = root / "cinq.toml"
    off = "".join(f"\n[constraint.{name}]\nenabled = false\n" for name in OFF)
    scenario.write_text(SMALL + off, encoding="utf-8")
    hard = root / "trop.toml"
    hard.write_text(SMALL.replace("cinq", "trop") + off.replace(
        "[constraint.hectares_total]\nenabled = false", TOO_MUCH), encoding="utf-8")  # fmt: skip
    run = root / "run"
    verbs: dict[str, list[str]] = {"run": ["run", str(scenario)]}
    found = {"run": _told(verbs["run"], run)}
    everyone = pd.read_parquet(run / "candidates.parquet")
    index = everyone.index if everyone.index.name else everyone.set_index("site_id").index
    chosen = pd.read_csv(run / "selection.csv", dtype=str)["id"].tolist()
    eligible = index[everyone["eligible"].to_numpy(dtype=bool)]
    others = [site for site in eligible if site not in chosen]
    excluded = next(iter(index[~everyone["eligible"].to_numpy(dtype=bool)]))
    mine = root / "ma_liste.csv"
    mine.write_text("site_id\n" + "\n".join([*chosen[1:], others[0]]), encoding="utf-8")
    verbs = {
        "check": ["check", str(scenario)],
        "explain-in": ["explain", str(run), chosen[0]],
        "explain-out": ["explain", str(run), others[0]],
        "explain-excluded": ["explain", str(run), excluded],
        "explain-all": ["explain", str(run), "--all"],
        "importance": ["importance", str(run)],
        "rules": ["rules", str(run)],
        "relax": ["relax", str(hard)],
        "alternatives": ["alternatives", str(run), "--count", "2", "--differ", "1"],
        "robustness": ["robustness", str(run), "--samples", "8", "--jobs", "1"],
        "equity": ["equity", str(run)],
        "price": ["price", str(run), "--constraint", "region_count"],
        "compare": ["compare", str(run), str(mine)],
        "sweep": ["sweep", str(scenario), "late-grid", "--jobs", "1"],
    }
    for name, arguments in verbs.items():
        found[name] = _told(arguments, root / name)
    found["aggregate"] = _told(["aggregate", str(root / "sweep")], root / "aggregate")
    evidence = ["evidence", str(run)]
    found["evidence"] = Told(ask(evidence, long=False), ask(evidence, long=True), root)
    return found


def _told(arguments: list[str], out: Path) -> Told:
    asked = [*arguments, "--out", str(out)]
    screen = ask(asked, long=False)
    paged = any(out.glob("*.html"))  # which say what the long form says
    return Told(screen, screen if paged else ask(asked, long=True), out)


def test_every_verb_answers_on_one_screen(told):
    long = {name: len(one.screen.splitlines()) for name, one in told.items()}
    assert {name: lines for name, lines in long.items() if lines > LINES} == {}
    wide = {name: max(map(len, one.screen.splitlines())) for name, one in told.items()}
    assert {name: width for name, width in wide.items() if width > 100} == {}


def test_no_page_holds_what_a_french_planner_should_not_read(told):
    pages = {f"{name} (terminal)": one.long for name, one in told.items()}
    for name, one in told.items():
        if name == "evidence":
            continue
        for path in one.folder.glob("*.html"):
            pages[f"{name}/{path.name}"] = words_of(path.read_text(encoding="utf-8"))
        for path in one.folder.glob("*.md"):
            pages[f"{name}/{path.name}"] = path.read_text(encoding="utf-8").replace("\\", "")
    assert len(pages) > 40
    wrong = {
        f"{kind} {around}": name for name, text in pages.items() for kind, around in offences(text)
    }
    assert wrong == {}, "\n".join(f"{name}: {what}" for what, name in wrong.items())
