"""What a planner calls each assumption, for pictures and sentences; the key is for the file."""

from __future__ import annotations

from tisites.messages.text import Text

ASSUMPTION_WORDS: dict[str, Text] = {
    "zan_regime": Text("régime du ZAN", "ZAN regime"),
    "industry_exempt": Text("industrie exemptée du ZAN", "industry exempt from ZAN"),
    "footprint_share": Text("emprise du projet (part du site)", "footprint (share of the site)"),
    "urbanised_share": Text("part déjà urbanisée", "share already urbanised"),
    "artificialised_share": Text("part déjà artificialisée", "share already artificialised"),
    "renatured_share": Text("part renaturée en retour", "share renatured in return"),
    "renaturation_credited": Text("renaturation comptée", "renaturation counted"),
    "zan_programme_share": Text(
        "part d'enveloppe ZAN réservée au programme", "share of ZAN envelope kept for the programme"
    ),
    "zan_reduction_pct": Text("réduction de consommation (%)", "reduction of consumption (%)"),
    "zan_guarantee_ha": Text("garantie communale (ha)", "communal guarantee (ha)"),
    "roads": Text("vitesses des routes", "road speeds"),
    "decay_min": Text("poids selon la durée de trajet", "weight by minutes of road"),
    "share_20_64_where_unknown": Text(
        "part des 20-64 ans où elle est inconnue", "share of people of 20-64 where unknown"
    ),
    "jobs_per_ha": Text("emplois par hectare", "jobs a hectare"),
    "activity_rate_pct": Text("taux d'activité (%)", "activity rate (%)"),
    "mobilisable_share": Text("part mobilisable du vivier", "share of the pool to draw on"),
    "warming": Text("réchauffement", "warming"),
    "zre_absence_is_proof": Text("hors liste ZRE vaut preuve", "off the ZRE list is proof"),
    "water_basin_status": Text("statut des bassins", "status of basins"),
    "water_released_m3_day": Text("volumes rendus (m³/jour)", "volumes released (m³/day)"),
    "drought_cut_pct": Text("réduction en sécheresse (%)", "cut under drought (%)"),
    "water_m3_per_ha_day": Text("eau prélevée (m³/jour/ha)", "water withdrawn (m³/day/ha)"),
    "water_consumed_share": Text("part de l'eau non rendue", "share of water not given back"),
    "low_flow_l_s_km2": Text("débit d'étiage (l/s/km²)", "low flow (l/s/km²)"),
    "low_flow_share": Text("part de l'étiage laissée", "share of low flow left"),
    "grid_detour": Text("détour des lignes électriques", "detour of power lines"),
    "htb3_mw": Text("puissance à 400 kV (MW)", "power at 400 kV (MW)"),
    "htb3_max_km": Text("plus longue ligne à 400 kV (km)", "longest line at 400 kV (km)"),
    "grid_request_year": Text("année de demande de raccordement", "year of connection request"),
    "grid_lead_years": Text("délai de raccordement (ans)", "years to connect"),
    "grid_years_per_10km": Text("délai pour 10 km de ligne (ans)", "years for 10 km of line"),
    "grid_delay_years": Text("retard du raccordement (ans)", "further grid delay (years)"),
    "grid_line_meur_per_km": Text("prix d'une ligne (M€/km)", "price of a line (M€/km)"),
    "power_mw_per_ha": Text("puissance par hectare (MW)", "power a hectare (MW)"),
    "steps_start_year": Text("année de départ des étapes", "year when steps begin"),
    "turnkey_by": Text("échéance du clé en main", "deadline of turnkey"),
    "readiness_pct": Text("avancement selon le statut (%)", "progress by status (%)"),
    "land_control": Text("maîtrise selon le propriétaire", "control by type of owner"),
    "pollution_level": Text("niveau de pollution", "level of pollution"),
}
