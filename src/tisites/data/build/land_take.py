"""Consumption of natural land by commune, and the reduction set for territories."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import floats, read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed, some
from tisites.data.layers import ENAF_CONSUMPTION, ZAN_OBJECTIVES
from tisites.data.sources.enaf import read_consumption
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.raw import Files

CONSUMPTION_FILE = "zan/enaf_2009_2021_998_communes.csv"
OBJECTIVES_FILE = "zan/objectifs_territorialises.csv"


def read_enaf_consumption(source: Files, published: pd.DataFrame | None = None) -> Reading:
    """Read consumption of natural, agricultural and forest land by commune, in hectares.

    Parameters
    ----------
    source : Files
        Folder of raw data.
    published : DataFrame, optional
        Cerema's file, already read (:func:`~tisites.data.sources.enaf.read_consumption`).

    Returns
    -------
    Reading
        Layer ``enaf_consumption``: the reference decade (1 January 2011 to 1 January 2021), its
        part for activity, and the twelve years published.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    every = read_consumption(source, CONSUMPTION_FILE) if published is None else published
    figure = every["enaf_2009_2020_ha"].notna()
    table, silent = every[figure], int((~figure).sum())
    twice = sorted(set(table["insee"][table["insee"].duplicated()]))
    table = table.sort_values(list(table.columns)).drop_duplicates("insee", keep="last")
    message = Text(
        f"consommation d'ENAF : {silent} lignes sans chiffre écartées,"
        f" {len(twice)} communes en double ({some(twice)})",
        f"ENAF consumption: {silent} rows without a figure left out,"
        f" {len(twice)} communes given twice ({some(twice)})",
    )
    found = (noticed(ENAF_CONSUMPTION.name, "enaf_rows", message, Text("rien à faire", "none")),)
    about = LayerSource(
        "Consommation d'espaces naturels, agricoles et forestiers 2009-2021",
        "Cerema",
        LICENCE_OUVERTE,
        "Fichiers fonciers retraités, extrait de communes",
        "2009-2021",
        caveat=(
            f"{len(table)} communes seulement, par ordre alphabétique (A à CR) ; usage fiscal, avec"
            " plusieurs années de retard, carrières exclues"
        ),
    )
    quiet = not silent and not twice
    return Reading(ENAF_CONSUMPTION.name, about, table, () if quiet else found)


def read_zan_objectives(source: Files) -> Reading:
    """Read the reduction of consumption set for regions, SCoT and EPCI.

    Returns
    -------
    Reading
        Layer ``zan_objectives``; percent of the consumption of the reference decade.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    names = ["land", "parent", "objectif_de_reduction", "nom_document", "is_in_document"]
    raw = read_csv(source, OBJECTIVES_FILE, [*names, "document_url"])
    table = pd.DataFrame(
        {
            "land": raw["land"],
            "parent": raw["parent"],
            "zan_reduction_pct": floats(raw, "objectif_de_reduction", OBJECTIVES_FILE),
            "document": raw["nom_document"],
            "in_document": raw["is_in_document"] == "True",
            "url": raw["document_url"],
        }
    )
    about = LayerSource(
        "Objectifs territorialisés de réduction de la consommation d'ENAF 2021-2031",
        "SPARTE (Mon Diagnostic Artificialisation)",
        "MIT",
        "territorialisation_objectif",
        "2026",
        caveat=(
            f"surtout les Hauts-de-France ; {int((~table['in_document']).sum())} objectifs sur"
            f" {len(table)} ne sont dans aucun document adopté : non opposables"
        ),
    )
    return Reading(ZAN_OBJECTIVES.name, about, table)
