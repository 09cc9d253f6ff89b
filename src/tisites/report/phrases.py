"""Phrases that every output shares."""

from __future__ import annotations

from typing import Any

from tisites.candidates.usage.naming import unmarked
from tisites.messages.text import Text, both, number

__all__ = [
    "SYNTHETIC", "both", "cut_name", "plural", "quoted", "site_phrase", "sites_chosen",
    "solver_words",
]  # fmt: skip
#: Longest name of a site in a sentence.
LONGEST_NAME = 52

#: Said on every output that any synthetic input went into; the French words are those of the runs.
SYNTHETIC = Text("données de démonstration, synthétiques", "demonstration data, synthetic")


def quoted(name: str) -> Text:
    """Put a name between the quotes of each language.

    Examples
    --------
    >>> quoted("reference").fr, quoted("reference").en
    ('« reference »', "'reference'")
    """
    return Text(f"« {name} »", f"'{name}'")


def cut_name(name: str, most: int = LONGEST_NAME) -> str:
    """Cut a name to what a line holds.

    Examples
    --------
    >>> cut_name("Papeterie du Pont de Claix", 14)
    'Papeterie du…'
    """
    return name if len(name) <= most else name[: most - 1].rstrip(" -–,") + "…"


def site_phrase(name: Any, commune: Any, site: str) -> str:
    """Name a site in a sentence: its name and its commune; its id only where it has no name.

    Examples
    --------
    >>> site_phrase("Halle Sud", "Amiens", "80021_24643"), site_phrase(None, "Amiens", "80021_1")
    ('Halle Sud (Amiens)', '80021_1 (Amiens)')
    >>> site_phrase("Amiens, 8 ha (nom déduit)", "Amiens", "80021_24643")
    'Amiens, 8 ha'
    """
    known = isinstance(name, str) and name.strip()
    said = cut_name(unmarked(name)) if known else site
    if not isinstance(commune, str) or said.casefold().startswith(commune.casefold()):
        return said
    return f"{said} ({commune})"


def sites_chosen(count: int) -> str:
    """Say how many sites were chosen.

    Examples
    --------
    >>> sites_chosen(1), sites_chosen(50)
    ('1 site retenu', '50 sites retenus')
    """
    one = count == 1
    return number(count) + str(
        Text(" site retenu" if one else " sites retenus", " site" + "s" * (not one) + " selected")
    )


def solver_words(solver: str) -> Text:
    """Say who solved: our own part, the solver, their versions.

    Examples
    --------
    >>> solver_words("kernel + CBC (cbcbox 2.929)").fr
    'noyau + CBC (cbcbox 2.929)'
    """
    return Text(solver.replace("kernel", "noyau"), solver)


def plural(count: float) -> str:
    """Return the mark of the plural, the same in both languages.

    Examples
    --------
    >>> plural(1), plural(1.5), plural(2)
    ('', '', 's')
    """
    return "s" if abs(count) >= 2 else ""
