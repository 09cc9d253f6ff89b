"""Layers of what stands near a site: power plants, and establishments of public registers.

All are points; a point that the source does not give is null. None is required, and none covers
everything: what is not in them may exist all the same.
"""

from __future__ import annotations

from tisites.data.contract import Layer, number_column, text_column

#: Power plants of 1 MW or more. ``kind`` is the source of energy (``solar``, ``wind``, ``hydro``,
#: ``natural_gas``, ``nuclear``…); ``since`` and ``until`` are years; points may be approximate.
POWER_PLANTS = Layer(
    "power_plants",
    (
        text_column("plant"),
        text_column("nom", nullable=True),
        text_column("kind"),
        text_column("technology", nullable=True),
        number_column("mw", "MW", nullable=True),
        number_column("since", "year", nullable=True),
        number_column("until", "year", nullable=True),
        text_column("insee", nullable=True),
    ),
    ("plant",),
    "point",
    required=False,
)
#: Establishments that declared emissions or waste (register IREP); waste sites and hospitals too.
EMITTERS = Layer(
    "irep_establishments", (text_column("establishment"),), ("establishment",), "point",
    required=False,
)  # fmt: skip
#: Classified installations (ICPE): ``regime`` ``A`` (authorisation) or ``E`` (registration),
#: ``seveso`` ``SH`` (high), ``SB`` (low) or ``NS`` (none), ``state`` as published.
CLASSIFIED_INSTALLATIONS = Layer(
    "classified_installations",
    (
        text_column("establishment"),
        text_column("nom", nullable=True),
        text_column("regime", nullable=True),
        text_column("seveso", nullable=True),
        text_column("family", nullable=True),
        text_column("state", nullable=True),
        text_column("naf", nullable=True),
        text_column("last_inspection", nullable=True),
        text_column("insee", nullable=True),
    ),
    ("establishment",),
    "point",
    required=False,
)
#: Energy-intensive plants: subsector as published, emissions under the European market (t CO2 a
#: year), fuel demand (MWh a year).
ENERGY_INTENSIVE_PLANTS = Layer(
    "energy_intensive_plants",
    (
        text_column("plant"),
        text_column("nom", nullable=True),
        text_column("company", nullable=True),
        text_column("commune", nullable=True),
        text_column("subsector", nullable=True),
        number_column("ets_emissions_t", "t CO2/year", nullable=True),
        number_column("fuel_demand_mwh", "MWh/year", nullable=True),
    ),
    ("plant",),
    "point",
    required=False,
    extra=(number_column("excess_heat_gwh", "GWh/year", nullable=True),),
)

ESTABLISHMENTS: tuple[Layer, ...] = (
    POWER_PLANTS,
    EMITTERS,
    CLASSIFIED_INSTALLATIONS,
    ENERGY_INTENSIVE_PLANTS,
)
