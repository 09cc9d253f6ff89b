"""What is said of mistakes in tables with a name of their own, measures of equity first."""

from __future__ import annotations

from typing import Any

from tisites.messages.text import Text

#: Tables whose entries each have a name.
NAMELESS = ("equity", "constraint", "score", "exclude")
_EXAMPLES = {
    "equity": "regions",
    "constraint": "region_count",
    "score": "unemployment",
    "exclude": "zan",
}
#: What a measure must say beside its part in the program: the fault, and how to mend it.
NEEDED = {
    "as = constraint needs a limit": (
        Text('as = "constraint" demande une limite', 'as = "constraint" needs a limit'),
        Text('ajouter limit = …, ou écrire as = "stage"', 'add limit = …, or write as = "stage"'),
    ),
    "as = term needs a weight": (
        Text('as = "term" demande un poids', 'as = "term" needs a weight'),
        Text(
            "ajouter weight = …, en points par unité de la mesure",
            "add weight = …, in points for one unit of the measure",
        ),
    ),
}


def nameless(table: str) -> tuple[Text, Text]:
    """Return what is wrong with a table that has keys where names of entries belong."""
    return (
        Text(f"un bloc [{table}] porte un nom", f"a block [{table}] bears a name"),
        Text(
            f"écrire [{table}.NOM], par exemple [{table}.{_EXAMPLES[table]}]",
            f"write [{table}.NAME], for example [{table}.{_EXAMPLES[table]}]",
        ),
    )


def kindless(table: str) -> tuple[Text, Text]:
    """Return what is wrong with an entry that does not say its kind."""
    if table == "equity":
        return (
            Text("cette mesure d'équité n'a pas de « kind »", "this measure has no 'kind'"),
            Text('ajouter par exemple kind = "max_min"', 'add for example kind = "max_min"'),
        )
    return (
        Text("cette contrainte n'a pas de « kind »", "this constraint has no 'kind'"),
        Text('ajouter par exemple kind = "group_count"', 'add for example kind = "group_count"'),
    )


def mended(keys: tuple[str, ...], kind: str, value: Any) -> Text:
    """Return how to mend a figure out of its range; percents are a share that was misread.

    Examples
    --------
    >>> mended(("equity", "e", "gini", "limit"), "less_than_equal", 30.0).fr
    "c'est une part, de 0 à 1 : écrire 0.3 pour 30 %"
    """
    if keys[0] == "equity" and keys[-1] == "limit" and kind == "less_than_equal":
        share = f"{float(value) / 100.0:g}"
        return Text(
            f"c'est une part, de 0 à 1 : écrire {share} pour {float(value):g} %",
            f"it is a share, 0 to 1: write {share} for {float(value):g}%",
        )
    return Text("corriger la valeur", "mend the value")
