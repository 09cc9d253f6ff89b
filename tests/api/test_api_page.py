"""docs/api.md runs as it is written, and lists all that is public."""

import doctest
from pathlib import Path

import tisites

PAGE = Path(__file__).parents[2] / "docs" / "api.md"


def test_every_example_of_the_page_runs(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    failed, tried = doctest.testfile(str(PAGE), module_relative=False, encoding="utf-8")
    assert tried > 20
    assert failed == 0


def test_the_page_names_everything_that_is_public():
    page = PAGE.read_text(encoding="utf-8")
    for name in tisites.__all__:
        if name not in ("__version__", "Run", "Sites"):  # types of what is given back
            assert f"tisites.{name}" in page, name
