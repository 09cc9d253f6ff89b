"""What is said of each indicator of zero net artificialisation."""

from __future__ import annotations

from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same

_SOURCE = Text(
    "code de l'urbanisme L.111-26, D.111-54, R.101-1 ; loi 2021-1104 art. 194 ; parts selon les "
    "indices au choix du planificateur (assumptions.urbanised_share, artificialised_share)",
    "planning code L.111-26, D.111-54, R.101-1; law 2021-1104 art. 194; shares by evidence are "
    "the planner's choice (assumptions.urbanised_share, artificialised_share)",
)
_UNKNOWN = Text(
    "surface inconnue : inconnu ; type ou zonage inconnu : intervalle large, le pire mot compte",
    "surface unknown: unknown; type or zone unknown: wide interval, the worst word counts",
)
SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "surface_ha",
        "ha",
        Text("Surface du site", "Site area"),
        "land",
        ("candidates",),
        Text(
            "surface du site, telle que donnée",
            "area of the site, as given",
        ),
        Text(
            "fichier de candidats",
            "candidate file",
        ),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
    ),
    IndicatorSpec(
        "sellable_ha",
        "ha",
        Text("Surface cessible", "Sellable area"),
        "land",
        ("candidates",),
        Text(
            "ce que dit le fichier de candidats (colonne sellable_ha)",
            "as the candidate file says (column sellable_ha)",
        ),
        Text(
            "fichier de candidats (CNIG Sites économiques)",
            "candidate file (CNIG Sites économiques)",
        ),
        Text(
            "surface inconnue",
            "surface unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "recycled_ha",
        "ha",
        Text("Friche remise en usage", "Brownfield put back in use"),
        "zan",
        ("candidates",),
        Text(
            "g · A · u ; 0 pour un site déjà reconverti",
            "g · A · u; 0 for a site already reconverted",
        ),
        _SOURCE,
        _UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "new_enaf_ha",
        "ha",
        Text("Espaces NAF consommés", "New ENAF consumption"),
        "zan",
        ("candidates",),
        same("E = g · A · (1 - u)"),
        _SOURCE,
        _UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "new_enaf_share_pct",
        "%",
        Text("Part du site en espaces NAF", "Share of the site that is ENAF"),
        "zan",
        ("candidates",),
        same("100 · (1 - u)"),
        _SOURCE,
        Text(
            "jamais inconnu : peu d'indices font un intervalle large",
            "never unknown: little evidence makes a wide interval",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "net_artificialised_ha",
        "ha",
        Text("Artificialisation nette", "Net artificialisation"),
        "zan",
        ("candidates",),
        same("N = g · A · (1 - a) - ρ · R"),
        _SOURCE,
        _UNKNOWN,
        interval=True,
    ),
    IndicatorSpec(
        "zan_debit_ha",
        "ha",
        Text("Débit de l'enveloppe ZAN", "Debit of the ZAN envelope"),
        "zan",
        ("candidates", "pene"),
        Text(
            "new_enaf_ha ou net_artificialised_ha selon assumptions.zan_regime ; 0 si "
            "industry_exempt, ou dans un projet d'envergure nationale (PENE)",
            "new_enaf_ha or net_artificialised_ha by assumptions.zan_regime; 0 if "
            "industry_exempt, or inside a project of national scope (PENE)",
        ),
        _SOURCE,
        Text(
            f"{_UNKNOWN.fr} ; exempté ou PENE : 0 ; PENE inconnu : débité",
            f"{_UNKNOWN.en}; exempt or PENE: 0; PENE unknown: debited",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "in_pene",
        "0/1",
        Text("Projet d'envergure nationale (PENE)", "Project of national scope (PENE)"),
        "zan",
        ("candidates", "pene"),
        Text(
            "1 si le point du site est dans un contour publié, ou si le fichier de candidats le "
            "dit (colonne pene) : son débit va au forfait national",
            "1 if the site's point lies in a published contour, or the candidate file says so "
            "(column pene): its debit falls on the national allowance",
        ),
        Text(
            "loi 2023-630 ; arrêté du 31 mai 2024 (TREL2410389A), annexes I et II ; "
            "contours : Cerema",
            "law 2023-630; order of 31 May 2024 (TREL2410389A), annexes I and II; contours: Cerema",
        ),
        Text(
            "hors de tout contour et fichier muet : inconnu entre 0 et 1, aucune liste de "
            "contours n'étant complète",
            "outside every contour and file silent: unknown between 0 and 1, no list of contours "
            "being complete",
        ),
        interval=True,
    ),
)
