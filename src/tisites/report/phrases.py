"""Phrases that every output shares."""

from __future__ import annotations

from tisites.messages.text import Text, both, number

__all__ = ["SYNTHETIC", "both", "plural", "quoted", "sites_chosen", "solver_words"]

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
