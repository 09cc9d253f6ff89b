"""What a run says of its own files, and that it was found: words that need no table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

#: What each file of a run is, those to open first first.
FILES = {
    "selection_excel.csv": Text(
        "les sites retenus, pour Excel", "the selected sites, for a spreadsheet"
    ),
    "candidates_excel.csv": Text(
        "tous les candidats et leur motif, pour Excel", "all candidates and why, for a spreadsheet"
    ),
    "map.png": Text("la carte", "the map"),
    "selection.gpkg": Text("les sites retenus, pour QGIS", "the selected sites, for QGIS"),
    "solution.json": Text("preuve, contraintes, sources", "proof, constraints, sources"),
    "rules_excel.csv": Text(
        "ce que chaque règle décide, pour Excel", "what each rule decides, for a spreadsheet"
    ),
    "overseas_excel.csv": Text(
        "l'outre-mer classé à part, pour Excel", "overseas ranked apart, for a spreadsheet"
    ),
    "steps.csv": Text("leurs étapes datées", "their dated steps"),
    "connection.csv": Text("les lignes vers le réseau électrique", "lines to the power grid"),
    "evidence.csv": Text(
        "ce que chaque source dit des sites retenus", "what each source says of the chosen sites"
    ),
    "findings.csv": Text("les constats sur les données", "the findings on the data"),
    "duplicates.csv": Text(
        "les doublons probables, fiche à garder", "probable duplicates, which to keep"
    ),
    "selection.csv": Text("les sites retenus", "the selected sites"),
    "candidates.parquet": Text("tous les candidats, avec leur motif", "all candidates, and why"),
}


def found_words(folder: Path) -> Text:
    """Say that a run was found and nothing was solved."""
    return Text(
        f"Résultat retrouvé dans {folder} : mêmes données, même modèle, mêmes réglages."
        " Rien n'a été résolu de nouveau (--force le ferait).",
        f"Run found in {folder}: same data, same model, same settings."
        " Nothing was solved again (--force would).",
    )
