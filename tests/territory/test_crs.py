from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from tisites.territory.crs import ZONES, project, zone_of_dep, zones_of_deps

GEOD = Geod(ellps="GRS80")
BOXES = {
    "hexagone": (-4.5, 9.0, 41.5, 51.0),
    "antilles": (-63.1, -60.9, 14.4, 18.1),
    "guyane": (-54.4, -51.7, 2.2, 5.7),
    "reunion": (55.2, 55.8, -21.4, -20.9),
    "mayotte": (45.0, 45.3, -13.0, -12.6),
}


@pytest.mark.parametrize("zone", ZONES, ids=lambda zone: zone.key)
@settings(deadline=None)
@given(data=st.data())
def test_projected_distance_is_the_geodesic_one_within_half_a_percent(zone, data):
    west, east, south, north = BOXES[zone.key]
    lon = data.draw(st.floats(west, east - 0.1))
    lat = data.draw(st.floats(south, north - 0.1))
    x, y = project([lon, lon + 0.1], [lat, lat + 0.1], zone.index)
    _, _, true = GEOD.inv(lon, lat, lon + 0.1, lat + 0.1)
    assert np.hypot(np.diff(x), np.diff(y))[0] == pytest.approx(true, rel=0.005)


def test_every_departement_of_the_real_communes_has_a_zone(real_territory):
    communes = real_territory.communes
    counts = communes.groupby("zone")["dep"].nunique()
    assert counts.to_dict() == {0: 96, 1: 2, 2: 1, 3: 1, 4: 1}


def test_codes_that_are_no_departement_are_refused():
    for code in ("20", "00", "96", "975", "", "nan"):
        with pytest.raises(KeyError):
            zone_of_dep(code)
    with pytest.raises(KeyError):
        zones_of_deps(["75", "99"])


def test_unknown_zone_is_refused_but_not_for_unknown_places():
    with pytest.raises(ValueError, match="no projection zone -1"):
        project([2.0], [48.0], [-1])
    x, y = project([np.nan], [48.0], [-1])
    assert np.isnan(x[0])
    assert np.isnan(y[0])


def test_places_outside_the_projection_are_unknown_not_infinite():
    x, y = project([2.0, 0.0], [48.0, 95.0], 0)
    assert np.isfinite(x[0])
    assert np.isnan([x[1], y[1]]).all()


def test_each_place_takes_the_projection_of_its_own_zone():
    together = project([2.35, 55.45, -61.0], [48.85, -20.9, 14.6], [0, 3, 1])
    for k, (lon, lat, zone) in enumerate([(2.35, 48.85, 0), (55.45, -20.9, 3), (-61.0, 14.6, 1)]):
        alone = project([lon], [lat], [zone])
        assert (together[0][k], together[1][k]) == (alone[0][0], alone[1][0])
