"""Cuts of the country, by name alone: options are checked before any table is read."""

from __future__ import annotations

from typing import Literal, get_args

Territorial = Literal[
    "region",
    "departement",
    "zone_emploi",
    "territoire_industrie",
    "epci",
    "density",
    "region_x_density",
    "frr",
    "overseas",
]
#: Every cut of the country that a benefit can be shared over.
TERRITORIAL: tuple[Territorial, ...] = get_args(Territorial)
#: What a chosen site brings.
Counted = Literal["sites", "hectares", "jobs", "score"]
#: What the benefit of a territory is divided by.
Per = Literal[
    "territory", "population", "population_20_64", "industry_jobs", "jobs_lost", "eligible_ha"
]
