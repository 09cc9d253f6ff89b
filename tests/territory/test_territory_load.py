from __future__ import annotations

import numpy as np
import pytest

from tisites.territory.crs import project


def test_communes_are_placed_and_sorted(real_territory):
    communes = real_territory.communes
    assert communes.index.is_monotonic_increasing
    assert communes.index.is_unique
    assert communes.loc["71153", "nom"] == "Le Creusot"
    x, y = project(communes["lon"], communes["lat"], communes["zone"])
    assert np.array_equal(x, communes["x_m"], equal_nan=True)
    assert np.array_equal(y, communes["y_m"], equal_nan=True)


def test_communes_without_a_point_stay_unknown(real_territory):
    lost = real_territory.communes[["lon", "lat", "x_m", "y_m"]].isna()
    assert lost.any(axis=1).sum() == 8
    assert (lost.any(axis=1) == lost.all(axis=1)).all()


@pytest.mark.parametrize(
    ("layer", "key"),
    [
        ("zones_emploi", "zone_emploi"),
        ("departement_jobs", "dep"),
        ("low_flow", "insee"),
        ("substations", "code"),
        ("freight_stations", "uic"),
        ("road_nodes", "node"),
    ],
)
def test_layers_are_indexed_by_their_key(real_territory, layer, key):
    table = getattr(real_territory, layer)
    assert table.index.name == key
    assert table.index.is_unique
    assert table.index.is_monotonic_increasing
    if "x_m" in table:
        x, y = project(table["lon"], table["lat"], table["zone"])
        assert np.array_equal(x, table["x_m"])
        assert np.array_equal(y, table["y_m"])


def test_every_layer_named_is_there(real_territory):
    assert real_territory.has("low_flow")
    assert not real_territory.has("pene")
    assert len(real_territory.road_edges) == 52_118 + 403  # overseas: 404 less a loop
    assert real_territory.territoires_industrie["ti_id"].nunique() == 183
