"""Applications to the State's brownfield fund, with their place where a public list gives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import floats, read_csv
from tisites.data.build.reading import Reading, noticed
from tisites.data.statements import FUND_DOSSIERS
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

FILE = "costs/fonds_friches_dossiers.csv"
PLACED = "usages/fonds_friches_dossiers_localises.csv"
_TEXTS = {
    "num_dossier": "dossier",
    "libreg": "region",
    "laureat_fv": "winner",
    "logique_intervention": "logic",
    "intervention": "intervention",
    "mo_requal": "builder",
    "bilan": "balance",
    "nat_friche": "nature",
}
_NUMBERS = {"site_area": "site_ha", "friche_area": "friche_ha"}
_PLACE = ("site_id", "insee", "lon", "lat")


def read_fund_dossiers(source: Files) -> Reading:
    """Read the dossiers; the published ``0`` and blanks of a word are null.

    Parameters
    ----------
    source : Path
        Folder of raw data.

    Returns
    -------
    Reading
        Layer ``fund_dossiers``, one row a dossier.

    Raises
    ------
    BadInputError
        If a file is not as published.
    """
    raw = read_csv(source, FILE, [*_TEXTS, *_NUMBERS])
    wrong = 0
    for column, name in _NUMBERS.items():
        area = floats(raw, column, FILE)
        wrong += int((area < 0).sum())
        raw[name] = area.where(area > 0)
    table = raw.rename(columns=_TEXTS)
    for name in _TEXTS.values():
        words = table[name].astype("str").str.strip()
        table[name] = words.where(table[name].notna() & ~words.isin(["", "0"]))
    table = table[table["dossier"].notna()].drop_duplicates("dossier").set_index("dossier")
    if (source / PLACED).is_file():
        placed = read_csv(source, PLACED, ["num_dossier", *_PLACE])
        for name in ("lon", "lat"):
            placed[name] = floats(placed, name, PLACED)
        placed = placed.drop_duplicates("num_dossier").set_index("num_dossier")
        table = table.join(placed[list(_PLACE)])
    table = table.reindex(columns=[c.name for c in FUND_DOSSIERS.columns if c.name != "dossier"])
    here = int(pd.notna(table["lon"]).sum())
    about = LayerSource(
        "Dossiers du fonds friches",
        "Cerema, ministère de la Transition écologique",
        "MIT",
        "fonds friches 2021-2023",
        "2021-2023",
        caveat=(
            f"{here} dossiers sur {len(table)} ont un lieu ; le dossier dit l'opération (logique,"
            " bilan, maître d'ouvrage), pas l'usage en toutes lettres ; Fonds vert 2023 sans numéro"
        ),
    )
    return Reading(FUND_DOSSIERS.name, about, table.reset_index(), tuple(_told(wrong)))


def _told(wrong: int) -> list[Finding]:
    if not wrong:
        return []
    what = Text(
        f"{wrong} surfaces négatives dans des dossiers du fonds friches : tenues pour inconnues",
        f"{wrong} negative areas in dossiers of the brownfield fund: taken as unknown",
    )
    mend = Text("les demander au producteur du fichier", "ask the producer of the file for them")
    return [noticed(FUND_DOSSIERS.name, "dossier_area", what, mend)]
