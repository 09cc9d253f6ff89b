"""The French pages: their commands run on the demonstration, their links lead somewhere."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from tests.pages.french import offences
from tisites.cli.help_pages import pages
from tisites.cli.main import main
from tisites.messages.typography import typeset

DOCS = Path(__file__).parents[2] / "docs"
PAGES = [*sorted((DOCS / "fr").glob("*.md")), DOCS / "atelier.md"]
#: Not run here: they fetch published data, solve for minutes, or are tried by tests of their own
#: (``rules``, ``robustness``, ``importance``, ``price``, ``alternatives``: tests/pages/test_pages;
#: ``dossier`` and ``report``: tests/desk). Their options are read all the same.
NOT_RUN = {"serve", "build", "sweep", "aggregate", "frontier", "dossier", "report", "rules",
           "robustness", "importance", "price", "relax", "alternatives", "compromise",
           "weights", "reveal", "add", "types", "stages", "calendar"}  # fmt: skip


def commands(page: Path) -> list[str]:
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```(?:\n(.*?)|[a-z]+\n.*?)^```", text, re.M | re.S)
    lines = [line for block in blocks for line in block.splitlines() if line.strip()]
    inline = re.findall(r"`(tisites [^`]+)`", text)
    return [line.removeprefix("uv run ") for line in [*lines, *inline]]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_a_page_is_good_french_and_its_links_lead_somewhere(page):
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"^```[a-z]*\n.*?^```", "", text, flags=re.M | re.S)
    told = re.sub(r"\]\([^)]*\)", "]", prose)
    assert list(offences(typeset(told, "fr"))) == []
    for link in re.findall(r"\]\(([^)#]+)", text):
        assert (page.parent / link).is_file(), link


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_command_of_a_page_is_one_of_the_program(page, capsys):
    """Each verb is there, and takes each option that the page gives it."""
    for command in commands(page):
        words = shlex.split(command)
        if words[0] != "tisites":
            assert command in ("pip install -q uv", 'pip install "tisites[web]"')
            continue
        verb = [word for word in words[1:3] if re.fullmatch(r"[a-z]+", word)]
        groups = ("data", "runs", "scenario")
        verb = verb if verb and verb[0] in groups else verb[:1]
        main([*verb, "--help"])
        helped = capsys.readouterr().out
        for option in (word for word in words if word.startswith("--") and word != "--long"):
            assert option.split("=")[0] in helped, command


def test_the_quick_start_and_the_questions_run(shelved, tmp_path, monkeypatch, capsys):
    """In the order of the pages, on the demonstration where they name a pack."""
    monkeypatch.chdir(tmp_path)
    shelved(tmp_path)
    assert main(["run"]) == 0
    assert "Résultat retrouvé" in " ".join(capsys.readouterr().out.split())
    import pandas as pd

    (run,) = Path("runs").glob("*/selection.csv")
    chosen = pd.read_csv(run, dtype=str)
    site = chosen["id"][0]
    (tmp_path / "ma_selection.csv").write_text(
        "site_id\n" + "\n".join(chosen["id"][1:]), encoding="utf-8"
    )
    tried = 0
    for page in PAGES:
        Path("mon-scenario.toml").unlink(missing_ok=True)  # each page starts anew
        for command in commands(page):
            words = shlex.split(command)
            plain_run = words[:2] == ["tisites", "run"] and len(words) < 3
            if words[0] != "tisites" or set(words[1:3]) & NOT_RUN or plain_run:
                continue
            if any(
                word in command
                for word in ("ma_liste", "packs/france", "--all", "aide", "--recoverable 5")
            ):
                continue  # a list and a pack of the planner's own
            words = [site if word == "SITE" else word for word in words]
            capsys.readouterr()
            code = main(words[1:])
            assert code == 0, (command, capsys.readouterr().err)
            tried += 1
    assert tried >= 8


def test_help_is_read_offline_and_errors_name_its_pages(tmp_path, capsys):
    assert main(["aide"]) == 0
    listed = capsys.readouterr().out
    assert all(f"tisites aide {page.stem}" in listed for page in PAGES)
    assert main(["aide", "listes"]) == 0
    assert "code INSEE" in capsys.readouterr().out
    assert main(["aide", "liste"]) == 2
    assert "choisir parmi" in capsys.readouterr().err
    assert set(pages()) == {page.stem for page in PAGES}
    bad = tmp_path / "friches.csv"
    bad.write_text("site_id;insee\nA;99999\n", encoding="utf-8")
    assert main(["check", "--candidates", str(bad)]) == 2
    assert "Aide : tisites aide listes" in capsys.readouterr().err
    for name in ("listes", "scenarios", "questions"):
        assert name in pages()
