"""What a planner's column names say: datum, unit, reference system, by the words in them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tisites.candidates.column_names import ALIASES, plain
from tisites.candidates.formats.source import JOINT
from tisites.candidates.guess.quantity import unit_word

if TYPE_CHECKING:
    from collections.abc import Iterable

#: Data that only a guess names: an area whose unit stands elsewhere, that unit, the ares and the
#: centiares of an area in three columns, what places a commune's name, two coordinates in one cell
#: (or the link to a map that holds them), and an address, which ends on its commune.
GUESSED = ("surface", "unit", "ares", "centiares", "dep", "region", "postcode", "pair", "address")
#: Datum, words of its column (as :func:`worded` writes them), words that make it another thing.
#: The first that fits wins.
_WORDS: tuple[tuple[str, str, str], ...] = (
    ("postcode", r"code postal|codes postaux|^cp$|^cp | cp$|postcode", ""),
    (
        "insee",
        r"insee|codgeo|depcom|^cog$|code officiel geo|code (?:de la )?com(?:mune)?\b|^cod com",
        "departement|region|iris",
    ),
    (
        "pair",
        r"coord(?:onnees?)? gps|^gps$|lat(?:itude)? ?(?:et |, )?lon|lon(?:gitude)? ?(?:et )?lat"
        r"|^x y$|^xy$|^coord(?:onnees?)?$|geolocalisation|point gps|^coord(?:onnees?)? wgs ?84$"
        r"|^liens?\b|^cartes?$|\bmaps?\b|geoportail|openstreetmap|^osm$|^plan$",
        "",
    ),
    ("lat", r"\blat(?:itude)?\b", ""),
    ("lon", r"\blon(?:g|gitude)?\b|\blng\b", ""),
    ("y", r"^y\b|\by$|\by (?:l|lambert|rgf|cc|utm)|northing|ordonnee", ""),
    ("x", r"^x\b|\bx$|\bx (?:l|lambert|rgf|cc|utm)|easting|abscisse", ""),
    ("unit", r"^unites?\b(?! fonciere| urbaine)|^u$", ""),
    ("sellable_ha", r"(?:surf\w*|superficie) .*(?:cessible|commercialisable|a vendre)", ""),
    (
        "surface",
        r"surf(?:ace)?\b|superficie|\bsup(?:erf)?\b|contenance|^emprise(?: fonciere)?\b"
        r"|\bhectares?\b|^ha$|^m2$|^s (?:en )?(?:ha|m2)$|\barea\b|^aire\b(?! d)"
        r"|assiette|^taille\b|^surf",
        r"bati|planch|couvert|toitur|disponib|pollu|shon|sdp|\bsp\b|artificial|parking|activite"
        r"|commune",
    ),
    ("dep", r"\bdep(?:t|artement)?s?\b|\bdpt\b|\bdepart\b", r"\bjobs|route"),
    ("region", r"\bregions?\b|^reg$", ""),
    (
        "commune_name",
        r"\bcommunes?\b|\bville\b|localite|municipalite|^com$|libcom|\bnom com\b|^localisation$",
        r"epci|communaute|proprietaire|surface",
    ),
    ("address", r"\badresses?\b|^address$|^situation$|^lieu$|^implantation$", "mail|proprietaire"),
    (
        "site_id",
        r"^n$|^no$|^nr$|^num\b|numero|^id\b|identifiant|^refe?\b|reference|^code(?: du)?(?: site)?$"
        r"|^code friche|matricule|^ordre|^rang$|^uid$|^[gfo]id$|^objectid\b|^ogc fid$"
        r"|^n (?:d )?(?:ordre|site|friche|fiche|dossier)",
        r"parcelle|cadastr|siret|siren|tel|insee|projet url|voie",
    ),
    (
        "activite_libelle",
        r"(?:ancienne|derniere) activite|activite (?:passee|anterieure|precedente)|ancien usage"
        r"|usage (?:passe|anterieur)|^activites?$",
        "",
    ),
    ("planned_use", r"usage (?:prevu|projete|futur)|destination|vocation future", ""),
    ("site_type", r"^type\b|\btype (?:de )?(?:site|friche)|nature (?:du|de la) (?:site|friche)",
     r"proprietaire|reconversion|zone"),
    ("status", r"statut|^etat\b|avancement|\bstade\b", r"proprietaire|sol|bati"),
    ("pollution", r"pollu", r"surface|cout|observation"),
    ("zoning", r"zonage|\bplu\b|\bplui\b|urbanisme|zone urba", r"observation|date"),
    ("owners", r"propriet|proprio|maitrise fonciere|^owners?$", "nom|contact|adresse|tel"),
    (
        "name",
        r"^noms?\b|\bnom (?:du |de la )?(?:site|friche)|^sites?$|libelle|designation|intitule"
        r"|denomination|^friches?$|appellation|nom usuel|^projet$|raison sociale|^site\b"
        r"|lieu ?dit|^name$|^operation$",
        r"contact|commune|proprietaire|referent|exploitant|date|url|statut|type",
    ),
)  # fmt: skip
_UNITS: tuple[tuple[str, str], ...] = (
    ("km2", r"\bkm2\b|km carre"), ("m2", r"\bm2\b|m carres?\b|metres? carres?"),
    ("ha", r"\bha\b|hectares?\b"), ("a", r"\bares?\b"),
)  # fmt: skip
_SYSTEMS: tuple[tuple[str, str], ...] = (
    (r"\bcc ?(4[2-9]|50)\b|conique conforme (?:zone )?(4[2-9]|50)", "EPSG:39{}"),
    (r"\bepsg ?(\d{4,5})\b", "EPSG:{}"),
    (r"lambert ?(?:2|ii) ?(?:etendu|et\b|e\b)|\bl2e\b|lambert2e", "EPSG:27572"),
    (r"lambert ?93|\bl ?93\b|rgf ?93|\blamb93\b", "EPSG:2154"),
    (r"web ?mercator|pseudo ?mercator|\b3857\b", "EPSG:3857"),
    (r"\brgr ?92\b|utm ?40 ?s?", "EPSG:2975"),
    (r"\brgfg ?95\b|utm ?22 ?n?", "EPSG:2972"),
    (r"\brgaf ?09\b|utm ?20 ?n?", "EPSG:5490"),
    (r"\brgm ?04\b|utm ?38 ?s?", "EPSG:4471"),
    (r"\bwgs ?84\b", "EPSG:4326"),
)
_BY_ALIAS = {alias: target for target, names in ALIASES.items() for alias in names}


@dataclass(frozen=True, slots=True)
class NamedColumn:
    """What the name of a column says.

    Parameters
    ----------
    datum : str
        A key of :data:`~tisites.candidates.column_names.ALIASES`, or one of :data:`GUESSED`.
    known : bool
        It is a recognised name, letter by letter.
    unit, crs : str, optional
        Told by the name.
    """

    datum: str
    known: bool = False
    unit: str | None = None
    crs: str | None = None


def worded(name: str) -> str:
    r"""Write a name as words: no accents, case nor punctuation.

    Examples
    --------
    >>> worded("N°"), worded("Surface\n(m²)"), worded("X (L93)"), worded("SuperficieHa")
    ('n', 'surface m2', 'x l93', 'superficie ha')
    """
    apart = re.sub(r"(?<=[a-zàâéèêëîïôûùç])(?=[A-Z])", " ", name.replace("№", "n"))
    marked = unicodedata.normalize("NFKD", apart.replace("N°", "n ").replace("n°", "n "))
    return plain(marked).replace("_", " ")


def named(name: str) -> NamedColumn | None:
    """Return what a column's name says; ``None`` where it says nothing known.

    Examples
    --------
    >>> [named(n).datum for n in ("N°", "Dépt", "X en L93", "Surface totale (en m²)", "CP")]
    ['site_id', 'dep', 'x', 'surface', 'postcode']
    >>> named("X (L93)").crs, named("Surface totale (en m²)").unit, named("Observations")
    ('EPSG:2154', 'm2', None)
    """
    words = worded(name)
    if not words or len(words) > 80:
        return None
    *above, last = name.split(JOINT)
    if above and re.search(r"[^\W\d_]{2}|[°XxYy]", last):  # its own name says more than its group's
        own = named(last)
        if own is not None and not (own.datum == "surface" and unit_word(last)):
            return replace(own, crs=own.crs or system_of(words))
    unit = next((unit for unit, said in _UNITS if re.search(said, words)), None)
    crs = system_of(words)
    alias = _BY_ALIAS.get(plain(name))
    if alias is not None:
        return NamedColumn(alias, known=True, unit=unit, crs=crs)
    for datum, said, but in _WORDS:
        if re.search(said, words) and not (but and re.search(but, words)):
            return NamedColumn(datum, unit=unit, crs=crs)
    return None


def system_of(words: str) -> str | None:
    """Return the reference system that words name, ``None`` if they name none.

    Examples
    --------
    >>> [system_of(w) for w in ("x l93", "y cc49", "coord x lambert ii etendu", "x")]
    ['EPSG:2154', 'EPSG:3949', 'EPSG:27572', None]
    """
    for said, code in _SYSTEMS:
        found = re.search(said, words)
        if found is not None:
            return code.format(next((g for g in found.groups() if g), ""))
    return None


def header_rank(names: Iterable[str]) -> int:
    """Count the different data that the names of a row say: a header says several.

    Examples
    --------
    >>> header_rank(["N°", "Nom du site", "Commune", "Surface"]), header_rank(["1", "Gare"])
    (4, 0)
    """
    found = {told.datum for told in map(named, names) if told is not None}
    return len(found)
