"""``tisites aide``: the French pages for planners, which ship with the program, offline."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from tisites.cli.options import language_option, said
from tisites.messages.errors import InfeasibleError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.messages.errors import TisitesError

#: Files of sites, whose faults one page explains.
_LISTS = (".csv", ".xlsx", ".xls", ".ods", ".gpkg", ".geojson", ".json", ".shp", ".parquet", ".zip")


def pages() -> dict[str, Path]:
    """Return the pages by name, in the order to read them.

    Examples
    --------
    >>> "listes" in pages()
    True
    """
    package = Path(__file__).resolve().parent.parent
    # a wheel carries them under shipped/; an editable install reads the checkout itself
    for folder in (package / "shipped" / "aide", package.parent.parent / "docs" / "fr"):
        found = {path.stem: path for path in folder.glob("*.md")}
        if found:
            first = [name for name in ("demarrage", "listes", "dossier", "questions")
                     if name in found]  # fmt: skip
            return {name: found[name] for name in [*first, *sorted(set(found) - set(first))]}
    return {}


def title_of(page: Path) -> str:
    """Return the title of a page."""
    with page.open(encoding="utf-8") as lines:
        return next(lines).removeprefix("#").strip()


def page_for(error: TisitesError) -> str:
    """Return the name of the page that helps with an error; empty where none does.

    Examples
    --------
    >>> page_for(bad_input(Text("a", "a"), Text("b", "b"), Where("Friches.XLSX", 3)))
    'listes'
    """
    files = [problem.where.file.lower() for problem in error.problems if problem.where.file]
    for file in files:
        if file.endswith(".toml"):
            return "scenarios"
        if file.endswith(_LISTS):
            return "listes"
    return "questions" if isinstance(error, InfeasibleError) else ""


def add_aide(app: typer.Typer) -> None:
    """Add the verb to the command line."""
    page_ = typer.Argument("", help=said("Page (sinon : la liste)", "Page (else: the list)"))
    lang_ = language_option()

    @app.command("aide", help=said("Lire les pages d'aide.", "Read the help pages, in French."))
    def aide(page: str = page_, lang: str = lang_) -> int:
        from rich.markdown import Markdown

        from tisites.cli.console import make_console
        from tisites.messages.typography import typeset
        from tisites.report.tables import line

        del lang
        console, known = make_console(), pages()
        if page and page not in known:
            what = Text(f"pas de page « {page} »", f"no page '{page}'")
            listed = ", ".join(known)
            raise bad_input(
                what, Text(f"choisir parmi {listed}", f"choose among {listed}"), Where("aide")
            )
        if page:
            text = known[page].read_text(encoding="utf-8")
            console.print(Markdown(typeset(text, "fr"), hyperlinks=False))
            return 0
        console.print(line(Text("Les pages d'aide :", "The help pages, in French:"), style="bold"))
        for name, path in known.items():
            console.print(line(f"  tisites aide {name:<10} {title_of(path)}"))
        return 0
