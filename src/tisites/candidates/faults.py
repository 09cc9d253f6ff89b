"""What can be wrong with a row: the checks, as a pandera schema, and how each is told.

What is an error and what is a finding
--------------------------------------
A planner's own file must be right: every fault below is an error, nothing is written. A file
recognised as a *published inventory* (:func:`is_published`: the extracts of Cartofriches and
``friches_france``, official data known to be incomplete) may have rows without surface,
coordinates or commune code, or with the code of a commune that has merged: such rows stay out of
the competition, each with a finding. Faults that no published inventory has (duplicate ids, text
in a number, negative surfaces, coordinates swapped or out of France, impossible commune codes) are
errors there too, because they tell of a damaged file. In tolerant mode, which the pack's own layer
uses and ``--tolerant`` asks for, every fault is a finding. A surface of 0 means "unknown" in the
published inventories, and is a finding everywhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.candidates.column_names import plain
from tisites.candidates.fault import FIX_NUMBER, Fault, is_not, with_tolerant
from tisites.candidates.numbers import Reading
from tisites.candidates.parsed import CommuneState
from tisites.candidates.position_faults import POSITION_FAULTS
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterable

FAULTS: tuple[Fault, ...] = (
    Fault(
        "id_missing",
        "site_id",
        lambda ids: ids != "",
        "site_id",
        Text("site sans identifiant", "site without id"),
        with_tolerant("donner à chaque site un identifiant", "give each site an id"),
    ),
    Fault(
        "id_duplicate",
        "site_id",
        lambda ids: ~ids.duplicated(keep=False) | (ids == ""),
        "site_id",
        Text("identifiant en double", "duplicate id"),
        with_tolerant(
            "garder une ligne par site, ou distinguer les identifiants",
            "keep one row a site, or tell the ids apart",
        ),
    ),
    Fault(
        "commune_missing",
        "insee_state",
        is_not(CommuneState.MISSING),
        "insee",
        Text("code de commune absent", "commune code missing"),
        with_tolerant("donner le code INSEE de la commune", "give the commune's INSEE code"),
        published=True,
    ),
    Fault(
        "commune_malformed",
        "insee_state",
        is_not(CommuneState.MALFORMED),
        "insee",
        Text(
            "code de commune inconnu : ce n'est pas un code INSEE",
            "unknown commune code: this is no INSEE code",
        ),
        with_tolerant(
            "écrire le code INSEE de la commune sur 5 caractères (01004, 2A004, 97411),"
            " pas le code postal ni le nom",
            "write the commune's INSEE code in 5 characters (01004, 2A004, 97411),"
            " not the postcode nor the name",
        ),
    ),
    Fault(
        "commune_unknown",
        "insee_state",
        is_not(CommuneState.UNKNOWN),
        "insee",
        Text(
            "code de commune inconnu du paquet de données",
            "commune code unknown to the data pack",
        ),
        with_tolerant(
            "vérifier le code (INSEE, pas postal) ; si la commune a fusionné, donner le code de la"
            " commune nouvelle",
            "check the code (INSEE, not postal); if the commune has merged, give the code of the"
            " new commune",
        ),
        published=True,
    ),
    Fault(
        "commune_beyond",
        "insee_state",
        is_not(CommuneState.BEYOND),
        "insee",
        Text(
            "commune d'une collectivité que le paquet de données ne couvre pas (Saint-Pierre-et-"
            "Miquelon, Saint-Barthélemy, Saint-Martin ou le Pacifique)",
            "commune of a collectivity that the data pack does not cover (Saint-Pierre-et-Miquelon,"
            " Saint-Barthélemy, Saint-Martin or the Pacific)",
        ),
        with_tolerant("retirer ce site du fichier", "remove this site from the file"),
        published=True,
    ),
    Fault(
        "surface_missing",
        "surface_reading",
        is_not(Reading.EMPTY),
        "surface",
        Text("surface absente", "surface missing"),
        with_tolerant("donner la surface du site", "give the site's surface"),
        published=True,
    ),
    Fault(
        "surface_nan",
        "surface_reading",
        is_not(Reading.NAN),
        "surface",
        Text("la surface n'est pas un nombre (NaN)", "the surface is not a number (NaN)"),
        with_tolerant("donner la surface du site", "give the site's surface"),
    ),
    Fault(
        "surface_text",
        "surface_reading",
        is_not(Reading.TEXT),
        "surface",
        Text("texte dans une colonne de nombres", "text in a column of numbers"),
        FIX_NUMBER,
    ),
    Fault(
        "surface_negative",
        "surface_ha",
        lambda ha: ~(ha < 0),
        "surface",
        Text("surface négative", "negative surface"),
        with_tolerant("corriger la surface du site", "correct the site's surface"),
    ),
    *POSITION_FAULTS,
)
BY_CODE: dict[str, Fault] = {fault.code: fault for fault in FAULTS}
#: Sets of columns (as :func:`~tisites.candidates.columns.plain` writes them) that only published
#: inventories have: friches_france declares the quality of its columns and their origin; the
#: flattened Cartofriches has ``site_surface``, which the CNIG standard does not.
_SIGNATURES: tuple[frozenset[str], ...] = (
    frozenset({"coord_quality", "surface_quality"}),
    frozenset({"uid", "src"}),
    frozenset({"site_id", "site_surface", "comm_insee", "sol_pollution_origine"}),
)


def is_published(header: Iterable[str]) -> bool:
    """Whether a file is one of the published inventories, by its columns.

    Examples
    --------
    >>> is_published(["uid", "lon", "lat", "insee", "src"]), is_published(["site_id", "insee"])
    (True, False)
    """
    names = {plain(name) for name in header}
    return any(signature <= names for signature in _SIGNATURES)


def find_faults(frame: pd.DataFrame) -> pd.DataFrame:
    """Check every row.

    Parameters
    ----------
    frame : DataFrame
        A parsed and joined table.

    Returns
    -------
    DataFrame
        Columns ``code`` (of :data:`FAULTS`) and ``row`` (index in ``frame``), sorted by row.
    """
    import pandera.pandas as pa

    by_column: dict[str, list[Any]] = {}
    for fault in FAULTS:
        check = pa.Check(fault.holds, name=fault.code, error=fault.code)
        by_column.setdefault(fault.column, []).append(check)
    columns = {c: pa.Column(checks=checks, nullable=True) for c, checks in by_column.items()}
    try:
        pa.DataFrameSchema(columns).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        cases = errors.failure_cases
        found = pd.DataFrame({"code": cases["check"], "row": cases["index"]})
        found["row"] = found["row"].astype("int64")
        order = {fault.code: n for n, fault in enumerate(FAULTS)}
        found["order"] = found["code"].map(order)
        return found.sort_values(["row", "order"], ignore_index=True)[["code", "row"]]
    return pd.DataFrame({"code": pd.Series(dtype="str"), "row": pd.Series(dtype="int64")})
