"""How a list is proposed to be read, as a document: one table, what is left out, what is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.fault_kinds import BY_CODE
from tisites.candidates.guess.systems import CALLED
from tisites.candidates.other_rows import WORDS
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Section, Table
from tisites.report.left_out import findings_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from tisites.candidates.faults import Faults
    from tisites.candidates.formats.source import Layout
    from tisites.candidates.guess.guess import Guess, GuessedColumn
    from tisites.messages.findings import Finding
    from tisites.report.document import Words

NAME = "listing"
_SHOWN = 8
_UNUSED = Text("non utilisée", "not used")
#: What each datum is called.
DATA: dict[str, Text] = {
    "site_id": Text("identifiant", "id"),
    "name": Text("nom du site", "site name"),
    "site_type": Text("type de friche", "type"),
    "status": Text("statut", "status"),
    "insee": Text("code INSEE de la commune", "INSEE code"),
    "commune_name": Text("nom de la commune", "commune"),
    "dep": Text("département", "département"),
    "region": Text("région", "région"),
    "postcode": Text("code postal", "postcode"),
    "surface": Text("surface", "area"),
    "surface_m2": Text("surface, m²", "area, m²"),
    "surface_ha": Text("surface, ha", "area, ha"),
    "unit": Text("unité de la surface", "unit of the area"),
    "ares": Text("surface, ares en plus", "area, ares besides"),
    "centiares": Text("surface, centiares en plus", "area, centiares besides"),
    "lon": Text("longitude", "longitude"),
    "lat": Text("latitude", "latitude"),
    "pair": Text("latitude et longitude", "latitude and longitude"),
    "x": Text("abscisse X", "easting X"),
    "y": Text("ordonnée Y", "northing Y"),
    "geometry": Text("point ou contour", "point or outline"),
    "pollution": Text("pollution", "pollution"),
    "zoning": Text("zonage d'urbanisme", "zoning"),
    "source": Text("source", "source"),
    "owners": Text("propriétaire", "owner"),
    "planned_use": Text("usage prévu", "planned use"),
    "activite_libelle": Text("ancienne activité", "former activity"),
    "sellable_ha": Text("surface cessible, ha", "area for sale, ha"),
    "site_reconv_type": Text("type de reconversion", "kind of reconversion"),
    "pene": Text("projet d'envergure nationale", "project of national scale"),
}
_UNITS = {"m2": "m²", "km2": "km²"}
SURE = {
    "sure": Text("sûr", "sure"),
    "likely": Text("probable", "likely"),
    "check": Text("à vérifier", "to check"),
}


def listing_document(found: Guess) -> Document:
    """Return a proposed reading: every column, what it is read as, what is left out or asked."""
    places = found.faults.places
    source = places.values.source
    used = [column for column in found.columns if column.datum is not None]
    of = Text(
        f"{number(len(used))} colonnes utilisées sur {number(len(found.columns))}",
        f"{number(len(used))} columns used of {number(len(found.columns))}",
    )
    title = Text("Lecture proposée de la liste, à confirmer", "Proposed reading, to be confirmed")
    where = where_words(found.reading.layout, found.faults)
    lead = Text(f"{where.fr} ; {of.fr}.", f"{where.en}; {of.en}.")
    return Document(
        NAME,
        title,
        (
            Section(tables=(_columns(found.columns),)),
            Section(
                Text("Lignes", "Rows"), items=tuple(row_words(found.faults)),
            ),
            *_asked(found),
        ),
        (lead,),
        data={
            "file": source.file,
            "columns": {c.name: c.datum for c in found.columns},
            "reading": found.reading.told(),
            "rows": len(places.frame),
            "faults": found.faults.table["code"].value_counts().sort_index().to_dict(),
        },
    )  # fmt: skip


def as_it_is_document(path: Path, known: Path | None = None) -> Document:
    """Say that nothing has to be confirmed: the file's columns are known, or were confirmed."""
    title = (
        Text(f"« {path.name} » se lit tel quel.", f"'{path.name}' is read as it is.")
        if known is None
        else Text(
            f"« {path.name} » : lecture confirmée avant, retrouvée dans {known}.",
            f"'{path.name}': reading confirmed before, found in {known}.",
        )
    )
    return Document(NAME, title, (), data={"file": str(path), "columns": {}})


def where_words(layout: Layout, faults: Faults) -> Text:
    """Say where the table of the sites stands in its file, and how many they are."""
    parts_fr, parts_en = [], []
    if layout.layer is not None:
        parts_fr.append(f"feuille ou couche « {layout.layer} »")
        parts_en.append(f"sheet or layer '{layout.layer}'")
    if layout.header:
        first, last = layout.header
        lines = f"{first}" if first == last else f"{first}-{last}"
        parts_fr.append(f"en-tête ligne {lines}")
        parts_en.append(f"header on line {lines}")
    rows = number(len(faults.places.frame))
    return Text(
        _capital(", ".join([*parts_fr, f"{rows} sites"])),
        _capital(", ".join([*parts_en, f"{rows} sites"])),
    )


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def read_document(file: str, columns: Sequence[GuessedColumn], faults: Faults,
                  findings: Iterable[Finding]) -> Document:  # fmt: skip
    """Return a list as it would be read: every column, what becomes of the rows, the findings."""
    noticed = findings_table(findings)
    return Document(
        NAME,
        Text(f"Lecture de « {file} »", f"Reading of '{file}'"),
        (
            Section(tables=(_columns(columns),)),
            Section(Text("Lignes", "Rows"), items=tuple(row_words(faults))),
            *((Section(tables=(noticed,)),) if noticed is not None else ()),
        ),
    )


def _columns(found: Iterable[GuessedColumn]) -> Table:
    columns = (
        Column("column", Text("Colonne", "Column"), whole=True),
        Column("datum", Text("Lue comme", "Read as")),
        Column("examples", Text("Exemples", "Examples")),
        Column("sure", Text("Confiance", "Confidence")),
    )
    rows = tuple(
        (
            one.name,
            meaning(one),
            " · ".join(_cut(cell) for cell in one.examples),
            str(SURE[one.sure]) if one.datum is not None else "",
        )
        for one in found
    )
    return Table("columns", "", columns, rows)


def _cut(cell: str, most: int = 28) -> str:
    line = " ".join(cell.split())
    return line if len(line) <= most else f"{line[: most - 1]}…"


def meaning(one: GuessedColumn) -> str:
    """Say what a column is read as, with its unit and its reference system."""
    if one.datum is None:
        return str(_UNUSED)
    called = str(DATA.get(one.datum, Text(one.datum, one.datum)))
    more = [_UNITS.get(one.unit, one.unit)] if one.unit else []
    more += [CALLED.get(one.crs, one.crs)] if one.crs else []
    return f"{called} ({', '.join(more)})" if more else called


def row_words(faults: Faults) -> Iterable[Words]:
    """Say what becomes of the rows: those left out, those not understood, what was made up."""
    places = faults.places
    values, named, frame = places.values, places.named, places.frame
    lines = frame["line"]
    if values.blank_rows:
        yield Text(f"{_rows_fr(values.blank_rows)} vides", f"{number(values.blank_rows)} blank")
    for why, words in WORDS.items():
        some = [row for row in values.other_rows if row.why == why]
        if some:
            listed = ", ".join(str(row.line) for row in some[:_SHOWN])
            yield Text(
                f"laissées de côté, {words.fr} : ligne {listed} (« {_cut(some[0].text)} »)",
                f"left aside, {words.en}: line {listed} ('{_cut(some[0].text)}')",
            )
    for rows, what in (
        (values.made_ids, Text("sans identifiant, nommées d'après leur ligne",
                               "without id, named by their line")),
        (values.repeated_ids, Text("identifiant déjà pris, distinguées par un numéro",
                                   "id taken already, told apart by a number")),
        (values.about, Text("surface approchée", "approximate area")),
        (places.centred, Text("sans position : au point de leur commune",
                              "no position: at their commune's point")),
        (() if named is None else tuple(named.by_name.index),
         Text("commune trouvée par son nom", "commune found by its name")),
        (tuple(places.communes.found.index), Text("commune trouvée par le point ou le contour",
                                                  "commune found by the point or the outline")),
    ):  # fmt: skip
        if rows:
            yield _told(what, [int(lines.iloc[int(row)]) for row in rows], len(frame))
    table = faults.table
    for code, some_rows in table.groupby("code", sort=True)["row"]:
        what = BY_CODE[str(code)].what
        left = Text(f"hors concours, {what.fr}", f"left out, {what.en}")
        yield _told(left, [int(lines.iloc[row]) for row in some_rows], len(frame))
    if not len(table):
        yield Text("toutes les lignes sont comprises", "every row is understood")


def _rows_fr(count: int) -> str:
    return f"{number(count)} ligne{'s' if count > 1 else ''}"


def _told(what: Text, lines: list[int], of: int) -> Text:
    if len(lines) == of and of > 1:
        return Text(f"{what.fr} : toutes", f"{what.en}: all")
    listed = ", ".join(map(str, sorted(lines)[:_SHOWN])) + ("…" if len(lines) > _SHOWN else "")
    many = "s" if len(lines) > 1 else ""
    return Text(
        f"{what.fr} : {number(len(lines))} (ligne{many} {listed})",
        f"{what.en}: {number(len(lines))} (line{many} {listed})",
    )


def _asked(found: Guess) -> Iterable[Section]:
    """Say what nothing in the list settles."""
    items: list[Words] = []
    for question in found.questions:
        listed = " ; ".join(
            f"{code} {name}, {dep}" for code, name, dep in question.choices[:_SHOWN]
        )
        items.append(
            Text(
                f"quelle commune est « {question.name} » ? {listed}"
                f' → --commune "{question.name}=CODE"',
                f"which commune is '{question.name}'? {listed} → --commune"
                f' "{question.name}=CODE"',
            )
        )
    if found.others:
        listed = ", ".join(str(one.layer) for one in found.others)
        items.append(
            Text(
                f"autres feuilles ou couches possibles : {listed} → --sheet NOM",
                f"other sheets or layers that could do: {listed} → --sheet NAME",
            )
        )
    unit = next((c for c in found.columns if c.datum == "surface"), None)
    ambiguous = (found.faults.table["code"] == "surface_ambiguous").any()
    if unit is not None and ambiguous and unit.unit is None:
        items.append(
            Text(
                f"en quelle unité est « {unit.name} » ? → --surface-unit ha ou m2",
                f"in which unit is '{unit.name}'? → --surface-unit ha or m2",
            )
        )
    if items:
        yield Section(Text("À préciser", "To be settled"), items=tuple(items))
