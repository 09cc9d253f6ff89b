"""Layers of what is said of sites beside the list of candidates: Cartofriches, fund dossiers.

None is required, and none covers everything: a site that they do not name may be used all the same.
"""

from __future__ import annotations

from tisites.data.contract import Layer, number_column, text_column

#: Cartofriches in columns of the CNIG Friches standard, as published; ``site_surface`` is the
#: site's own area, ``unite_fonciere_surface`` that of its whole land unit.
CARTOFRICHES = Layer(
    "cartofriches",
    (
        text_column("site_id"),
        text_column("site_nom", nullable=True),
        text_column("site_type", nullable=True),
        text_column("site_statut", nullable=True),
        text_column("site_adresse", nullable=True),
        text_column("comm_insee", nullable=True),
        number_column("site_surface", "m²", nullable=True),
        number_column("unite_fonciere_surface", "m²", nullable=True),
        text_column("site_reconv_type", nullable=True),
        text_column("site_projet_url", nullable=True),
        text_column("site_actu_date", nullable=True),
        text_column("sol_pollution_existe", nullable=True),
        text_column("urba_zone_type", nullable=True),
        text_column("urba_zone_lib", nullable=True),
        text_column("urba_zone_formdomi", nullable=True),
        text_column("activite_libelle", nullable=True),
        text_column("source_nom", nullable=True),
        number_column("lon", "°", nullable=True),
        number_column("lat", "°", nullable=True),
    ),
    ("site_id",),
    required=False,
    extra=(text_column("proprio_type", nullable=True),),
)
#: Applications to the State's brownfield fund: ``winner``, ``logic``, ``intervention``,
#: ``builder``, ``balance`` and ``nature`` as published; ``site_ha`` is the operation's area,
#: ``friche_ha`` the brownfield's. The place is Cartofriches's,
#: null where the dossier is in no public list of sites.
FUND_DOSSIERS = Layer(
    "fund_dossiers",
    (
        text_column("dossier"),
        text_column("region", nullable=True),
        text_column("winner", nullable=True),
        text_column("logic", nullable=True),
        text_column("intervention", nullable=True),
        text_column("builder", nullable=True),
        text_column("balance", nullable=True),
        text_column("nature", nullable=True),
        number_column("site_ha", "ha", nullable=True),
        number_column("friche_ha", "ha", nullable=True),
        text_column("site_id", nullable=True),
        text_column("insee", nullable=True),
        number_column("lon", "°", nullable=True),
        number_column("lat", "°", nullable=True),
    ),
    ("dossier",),
    required=False,
)

STATEMENTS: tuple[Layer, ...] = (CARTOFRICHES, FUND_DOSSIERS)
