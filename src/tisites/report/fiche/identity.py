"""Who a site is: its names, place, area and owner, as facts; zones by name, never by code."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.catalogue.titles import origin_title
from tisites.messages.text import Text, number, t
from tisites.report.document import Fact
from tisites.report.explain.evidence import value_words
from tisites.territory.crs import ZONES

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

_UNKNOWN = Text("non connu", "not known")
_POSITIONS = {
    "site point": Text("point du site", "point of the site"),
    "parcel": Text("centre de la parcelle", "middle of the parcel"),
    "address": Text("adresse", "address"),
    "commune": Text("centre de la commune", "middle of the commune"),
}


def identity(row: pd.Series, territory: Territory | None) -> tuple[Fact, ...]:
    """Return what identifies a site, each with its words, « non connu » where nothing tells.

    Parameters
    ----------
    row : Series
        Of the site, as a case has it; its name is the site's id.
    territory : Territory, optional
        Has the names of zones; without it, the employment zone is left out.
    """
    commune = _word(row.get("commune"))
    place = f"{commune} ({row['insee']})" if commune else str(_UNKNOWN)
    where = [_word(row.get("dep_nom")), _word(row.get("reg_nom"))]
    facts = [
        Fact(Text("Identifiant", "Id"), str(row.name)),
        Fact(Text("Commune (code INSEE)", "Commune (INSEE code)"), place),
        Fact(Text("Intercommunalité", "Intercommunality"), _word(row.get("epci_nom")) or _UNKNOWN),
        Fact(
            Text("Département, région", "Département, région"),
            ", ".join(one for one in where if one) or _UNKNOWN,
        ),
        *(() if territory is None else (_zone(row, territory),)),
        Fact(Text("Surface", "Area"), _area(row)),
        Fact(Text("Type, statut", "Type, status"), _kind(row)),
        Fact(Text("Zonage d'urbanisme", "Planning zone"), _word(row.get("zoning")) or _untold()),
        Fact(Text("Sols", "Soil"), _word(row.get("pollution")) or _untold()),
        Fact(Text("Usage prévu", "Planned use"), _use(row)),
        Fact(
            Text("Propriétaire (type)", "Owner (type)"), _word(row.get("owner")) or _untold(),
            confidential=True,
        ),
        Fact(Text("Position", "Position"), _position(row)),
        Fact(
            Text("Parcelles cadastrales", "Cadastral parcels"),
            _word(row.get("parcels")) or Text("non connues", "not known"),
        ),
        Fact(Text("Programmes", "Programmes"), _word(row.get("programmes")) or _none()),
        Fact(Text("Source", "Source"), origin_title(_word(row.get("source")) or _untold())),
    ]  # fmt: skip
    return tuple(facts)


def _word(value: object) -> str:
    return value if isinstance(value, str) else ""


def _untold() -> str:
    return t("non dit", "not told")


def _none() -> str:
    return t("aucun de connu", "none known")


def _zone(row: pd.Series, territory: Territory) -> Fact:
    code, zones = _word(row.get("zone_emploi")), territory.zones_emploi
    name = str(zones.at[code, "nom"]) if code in zones.index else _UNKNOWN
    return Fact(Text("Zone d'emploi", "Employment zone"), name)


def _area(row: pd.Series) -> str:
    area, low, high = (row.get(f"surface{end}_ha") for end in ("", "_low", "_high"))
    if pd.isna(area):
        return t("inconnue", "unknown")
    said = f"{number(float(area), 2)} ha"
    if pd.notna(low) and pd.notna(high) and float(high) - float(low) > 0.005:
        said += t(
            f" (de {number(float(low), 2)} à {number(float(high), 2)} selon les sources)",
            f" ({number(float(low), 2)} to {number(float(high), 2)} by source)",
        )
    basis = _word(row.get("surface_basis"))
    return f"{said}, {value_words('area', basis)}" if basis else said


def _kind(row: pd.Series) -> str:
    told = [_word(row.get("site_type")), _word(row.get("status_words")) or _word(row.get("status"))]
    return ", ".join(dict.fromkeys(one for one in told if one)) or _untold()


def _use(row: pd.Series) -> str:
    use = _word(row.get("planned_use"))
    return value_words("use", use) if use else _untold()


def _position(row: pd.Series) -> str:
    if pd.isna(row["lon"]) or pd.isna(row["lat"]):
        return str(_UNKNOWN)
    north, east = float(row["lat"]), float(row["lon"])
    degrees = (
        f"{number(abs(north), 5)}° {'N' if north >= 0 else 'S'},"
        f" {number(abs(east), 5)}° {t('E' if east >= 0 else 'O', 'E' if east >= 0 else 'W')}"
    )
    zone = int(row["zone"])
    if zone < 0 or pd.isna(row["x_m"]):
        return degrees
    metres = f"X {number(float(row['x_m']))}, Y {number(float(row['y_m']))}"
    quality = _word(row.get("coord_quality"))
    told = f" ; {_POSITIONS[quality]}" if quality in _POSITIONS else ""
    return f"{degrees} ; {metres} (EPSG:{ZONES[zone].epsg}){told}"
