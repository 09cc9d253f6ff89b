"""Programmes that a commune is in, beside the Territoires d'industrie of phase II."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.frr import in_frr, in_frr_plus
from tisites.criteria.interval import Interval, exact
from tisites.criteria.nature import listed
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.territory.territory import Territory

#: Indicator to the layer that lists its communes.
LAYERS: Mapping[str, str] = {
    "in_territoire_industrie_2018": "territoires_industrie_2018",
    "in_rebond_industriel": "rebond_industriel",
}
_UNKNOWN = Text(
    "commune inconnue, ou pas de telle couche : inconnu",
    "commune unknown, or no such layer: unknown",
)

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "in_territoire_industrie_2018",
        "0/1",
        Text("Territoire d'industrie, phase I", "Territoire d'industrie, phase I"),
        "programme",
        ("territoires_industrie_2018",),
        Text(
            "1 si la commune est de l'un des 149 Territoires d'industrie de phase I",
            "1 if the commune belongs to one of the 149 Territoires d'industrie of phase I",
        ),
        same("ANCT, Banque des Territoires 2018-2022"),
        _UNKNOWN,
    ),
    IndicatorSpec(
        "in_rebond_industriel",
        "0/1",
        Text("Rebond industriel", "Rebond industriel"),
        "programme",
        ("rebond_industriel",),
        Text(
            "1 si la commune est d'un territoire Rebond industriel",
            "1 if the commune belongs to a territory of Rebond industriel",
        ),
        Text(
            "Banque des Territoires ; liste saisie par le planificateur, ou citée par la presse",
            "Banque des Territoires; list typed by the planner, or names told by the press",
        ),
        Text(
            f"{_UNKNOWN.fr} ; liste partielle : hors d'elle, inconnu",
            f"{_UNKNOWN.en}; partial list: outside it, unknown",
        ),
    ),
    IndicatorSpec(
        "in_frr",
        "0/1",
        Text("France ruralités revitalisation (FRR)", "France ruralités revitalisation (FRR)"),
        "programme",
        ("frr_communes",),
        Text(
            "1 si la commune est classée FRR ou FRR+, ou bénéficiaire (ex-ZRR)",
            "1 if the commune is classed FRR or FRR+, or a beneficiary (ex-ZRR)",
        ),
        same("DGCL, ANCT 2025"),
        Text(
            "commune classée en partie : entre 0 et 1 ; commune inconnue, ou pas de telle couche :"
            " inconnu",
            "commune classed in part: between 0 and 1; commune unknown, or no such layer: unknown",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "in_frr_plus",
        "0/1",
        Text("FRR+", "FRR+"),
        "programme",
        ("frr_communes",),
        Text("1 si la commune est classée FRR+", "1 if the commune is classed FRR+"),
        same("DGCL, ANCT 2025"),
        Text(
            "commune listée sans sa classe : entre 0 et 1 ; commune inconnue, ou pas de telle"
            " couche : inconnu",
            "commune listed without its class: between 0 and 1; commune unknown, or no such layer:"
            " unknown",
        ),
        interval=True,
    ),
)


def measure_programmes(sites: pd.DataFrame, territory: Territory) -> dict[str, Interval]:
    """Measure the family."""
    insee, classes = sites["insee"], territory.frr
    return {
        **{
            name: exact(
                listed(insee, territory.communes_in(layer), partial=territory.is_partial(layer))
            )
            for name, layer in LAYERS.items()
        },
        "in_frr": in_frr(insee, classes),
        "in_frr_plus": in_frr_plus(insee, classes),
    }
