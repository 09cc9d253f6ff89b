"""What is told of a list whose reading was guessed and confirmed: what was made up, from what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.commune_check import plain_name
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.candidates.places import Places
    from tisites.messages.findings import Severity

_ROOM = "candidates"


def tell_confirmed(places: Places) -> list[Finding]:
    """Return one finding for each row of which something was made up or found by words."""
    values, named = places.values, places.named
    if values.columns.reading is None or named is None:
        return []
    found = _each(
        places, values.made_ids, "id_made", "info",
        Text("site sans identifiant : nommé d'après sa ligne", "site without id: named by its row"),
        Text("donner à chaque site un identifiant", "give each site an id"),
    )  # fmt: skip
    found += _each(
        places, values.repeated_ids, "id_repeated", "warning",
        Text(
            "identifiant déjà porté par une autre ligne : distingué par un numéro",
            "id that another row has: told apart by a number",
        ),
        Text("vérifier si c'est le même site", "check whether it is the same site"),
    )  # fmt: skip
    found += _each(
        places, values.about, "surface_approximate", "warning",
        Text("surface approchée, d'après la liste", "area approximate, as the list says"),
        Text("donner la surface exacte", "give the exact area"),
    )  # fmt: skip
    found += _each(
        places, places.centred, "point_from_commune", "warning",
        Text(
            "sans position : placé au point de sa commune, qui n'en dit pas plus que la commune",
            "no position: put at its commune's point, which says no more than the commune",
        ),
        Text("donner le point ou le contour du site", "give the site's point or outline"),
    )  # fmt: skip
    for row, written in named.by_name.items():
        near = row in named.near.index
        commune = f"{places.frame.at[row, 'commune']} ({places.frame.at[row, 'insee']})"
        what = Text(
            f"commune trouvée d'après son nom{' approché' if near else ''}, « {written} » :"
            f" {commune}",
            f"commune found from its name{', nearly' if near else ''}, '{written}': {commune}",
        )
        remedy = Text("vérifier la commune", "check the commune")
        severity: Severity = "warning" if near else "info"
        found.append(_finding(places, int(str(row)), "commune_named", severity, what, remedy))
    for row, written in named.lost.items():
        what = Text(
            f"commune « {written} » inconnue sous ce nom (là où la liste la dit)",
            f"commune '{written}' unknown by that name (where the list says)",
        )
        remedy = Text("écrire le code INSEE de la commune", "write the commune's INSEE code")
        found.append(
            _finding(places, int(str(row)), "commune_name_unknown", "warning", what, remedy)
        )
    found += _of_one_name(places)
    for question in named.questions:
        listed = " ; ".join(f"{name} ({code}), {dep}" for code, name, dep in question.choices[:8])
        what = Text(
            f"plusieurs communes se nomment « {question.name} » : {listed}",
            f"several communes are called '{question.name}': {listed}",
        )
        remedy = Text(
            f'dire laquelle : --commune "{question.name}=CODE"',
            f'say which: --commune "{question.name}=CODE"',
        )
        found += [
            _finding(places, row, "commune_name_ambiguous", "warning", what, remedy)
            for row in question.rows
        ]
    return found


def _of_one_name(places: Places) -> list[Finding]:
    """Return one finding for each name that several rows of a commune bear: parcels of one site?"""
    frame = places.frame
    known = frame[frame["name"].notna() & (frame["insee"].fillna("") != "")]
    keys = [known["insee"].astype("str"), known["name"].map(plain_name)]
    found = []
    for (_, name), rows in known.groupby(keys, sort=True):
        if len(rows) < 2 or not name:
            continue
        first, lines = rows.iloc[0], ", ".join(map(str, sorted(rows["line"])))
        what = Text(
            f"{len(rows)} lignes portent le nom « {first['name']} » à {first['commune']} (lignes"
            f" {lines}) : chacune est lue comme un site",
            f"{len(rows)} rows are called '{first['name']}' at {first['commune']} (rows {lines}):"
            " each is read as a site",
        )
        remedy = Text(
            "si ce sont les parcelles d'un seul site, n'en garder qu'une ligne, avec la surface"
            " totale",
            "if they are the parcels of one site, keep one row, with the whole area",
        )
        at = int(places.frame.index.get_loc(rows.index[0]))
        found.append(_finding(places, at, "rows_of_one_name", "warning", what, remedy))
    return found


def _each(
    places: Places, rows: Iterable[int], code: str, severity: Severity, what: Text, remedy: Text
) -> list[Finding]:
    return [_finding(places, row, code, severity, what, remedy) for row in rows]


def _finding(
    places: Places, row: int, code: str, severity: Severity, what: Text, remedy: Text
) -> Finding:
    at = places.frame.iloc[row]
    return Finding(_ROOM, code, severity, what, remedy, str(at["site_id"]), int(at["line"]))
