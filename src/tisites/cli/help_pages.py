"""The French pages that ship with the program: where they are, which one helps with an error."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tisites.messages.errors import InfeasibleError

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
            beside = folder.parent / "atelier.md"  # in a checkout; in a wheel with the others
            found |= {beside.stem: beside} if beside.is_file() else {}
            first = [name for name in ("demarrage", "atelier", "listes", "dossier", "questions")
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
    >>> from tisites.messages.errors import Where, bad_input
    >>> from tisites.messages.text import Text
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
