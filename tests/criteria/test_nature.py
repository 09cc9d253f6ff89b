"""Layers of what surrounds a site, from a pack on disk down to indicators and their trace."""

from __future__ import annotations

from types import SimpleNamespace

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.gateways import rail_access_level
from tisites.criteria.labour_market import zone_jobs
from tisites.criteria.nature import measure_nature
from tisites.criteria.programmes import measure_programmes
from tisites.criteria.sidings import measure_sidings, nearest_siding
from tisites.criteria.zan import measure_zan
from tisites.data.write import LayerSource, write_pack
from tisites.run.trace.evidence import evidence_of
from tisites.territory.crs import project
from tisites.territory.territory import Territory
from tisites.territory.zones_km import disc_km, polygon_km

SOURCE = LayerSource("t", "p", "l", "s", "v")
#: A square of 0.2° around (2, 47), and one overseas.
SQUARE, ISLAND = shapely.box(1.9, 46.9, 2.1, 47.1), shapely.box(55.4, -21.0, 55.5, -20.9)


def zones(**columns: list[str]) -> geopandas.GeoDataFrame:
    return geopandas.GeoDataFrame(columns, geometry=[SQUARE, ISLAND], crs=4326)


@pytest.fixture(scope="module")
def territory(tmp_path_factory: pytest.TempPathFactory) -> Territory:
    named = zones(code=["a", "b"], nom=["A", "B"])
    points = geopandas.points_from_xy([2.0, 2.0, 2.3], [47.004, 47.0, 47.0])
    sidings = geopandas.GeoDataFrame(
        {"siding": ["1", "2", "3"], "nom": None, "state": ["good", "unusable", "poor"]},
        geometry=points, crs=4326,
    )  # fmt: skip
    communes = {"territory": ["T"], "insee": ["01001"], "epci_siren": ["2"]}
    tables = {
        **dict.fromkeys(("natura_habitats", "natura_birds", "znieff_1", "pene"), named),
        "flood_zones": zones(code=["a", "b"], scenario=["02Moy", "04Fai"]),
        "flood_plans": pd.DataFrame({"insee": ["01001"], "state": ["Opposable"]}),
        "commune_jobs": pd.DataFrame({"insee": ["01001", "01002"], "jobs": [10.0, 5.0]}),
        "sidings": sidings,
        "territoires_industrie_2018": pd.DataFrame(communes),
    }
    layers = [(name, SOURCE, table) for name, table in tables.items()]
    folder = tmp_path_factory.mktemp("pack") / "toy"
    pack = write_pack(folder, "toy", layers, built="2026-01-01")
    places = pd.DataFrame({"zone_emploi": ["1", "1", "2"]}, index=["01001", "01002", "01003"])
    return Territory(pack, places)


def at(lon: list[float], lat: list[float], **columns: object) -> pd.DataFrame:
    table = pd.DataFrame({"lon": lon, "lat": lat}, index=[f"s{k}" for k in range(len(lon))])
    table["zone"] = np.where(table["lat"] > 30, 0, 3)
    table["x_m"], table["y_m"] = project(table["lon"], table["lat"], table["zone"])
    known = {
        "site_type": "friche industrielle", "status": None, "pollution": None, "zoning": "A",
        "surface_ha": 10.0, "insee": "01001",
    }  # fmt: skip
    return table.assign(**{**known, **columns})


#: Inside, on the edge (its disc bites), far; inside and far overseas; nowhere.
SITES = at([2.0, 2.1015, 3.0, 55.45, 55.7, np.nan], [47.0, 47.0, 47.0, -20.95, -21.1, np.nan])


def test_distances_to_nature_know_the_site_s_own_extent(territory: Territory) -> None:
    found = measure_nature(SITES, territory)
    km = found["natura_2000_km"]
    assert km.nominal[[0, 3]].tolist() == [0.0, 0.0]
    assert 0 < km.nominal[1] < 0.2
    assert km.low[1] == 0.0  # the disc of ten hectares reaches the zone
    assert km.nominal[2] == pytest.approx(68.4, abs=0.5)
    assert km.low[2] == pytest.approx(km.nominal[2] - disc_km(np.array([10.0]))[0])
    assert np.isnan(km.nominal[5])
    assert np.isnan(found["znieff_2_km"].nominal).all()  # no such layer


def test_off_the_maps_no_flood_is_disproven(territory: Territory) -> None:
    sites = SITES.assign(insee=["01001", "01002", "01002", None, "01001", "01001"])
    found = measure_nature(sites, territory)
    inside, plan = found["in_flood_zone"], found["flood_plan"].nominal
    assert np.array_equal(plan, [1, 0, 0, np.nan, 1, 1], equal_nan=True)
    assert np.array_equal(inside.nominal, [1, 0, 0, 1, np.nan, np.nan], equal_nan=True)
    assert inside.low.tolist() == [1, 0, 0, 1, 0, 0]
    assert inside.high.tolist() == [1.0] * 6


def test_a_site_inside_a_contour_does_not_debit_the_envelope(territory: Territory) -> None:
    found = measure_zan(SITES, territory, Assumptions())
    inside, debit = found["in_pene"], found["zan_debit_ha"].nominal
    # outside every contour nothing is proven: no list of them is complete
    assert np.array_equal(inside.nominal, [1, np.nan, np.nan, 1, np.nan, np.nan], equal_nan=True)
    assert inside.high.tolist() == [1] * 6
    assert (debit == 0).tolist() == [True, False, False, True, False, False]
    # a contour stands whatever the file says; elsewhere the file tells
    told = SITES.assign(pene=[0.0, 1.0, 0.0, np.nan, np.nan, np.nan])
    again = measure_zan(told, territory, Assumptions())
    assert again["in_pene"].nominal[:3].tolist() == [1, 1, 0]
    assert (again["zan_debit_ha"].nominal[:3] == 0).tolist() == [True, True, False]


def test_the_siding_that_serves_is_the_best_within_reach(territory: Territory) -> None:
    sites = at([2.0, 2.3, 2.6, 55.45], [47.0, 47.0, 47.0, -20.95])
    km, state = nearest_siding(sites, territory.sidings)
    assert km[0] == pytest.approx(0.445, abs=0.01)  # not the unusable one on the spot
    assert km[1] == 0.0
    assert km[2] == pytest.approx(22.8, abs=0.3)
    assert np.isnan(km[3])
    assert state.tolist()[:2] == ["good", "poor"]
    level = rail_access_level(np.array([9.0, 9, 9, np.nan]), km, state)
    assert level.nominal[:2].tolist() == [1.0, 0.8]
    assert level.high[2] == level.nominal[2] < 0.4
    dead = measure_sidings(sites.assign(ite_km=0.2, ite_state="unusable"), territory)["siding_km"]
    assert np.array_equal(dead.nominal, km, equal_nan=True)  # its own serves nobody
    good = measure_sidings(sites.assign(ite_km=0.2, ite_state="good"), territory)["siding_km"]
    assert good.nominal.tolist() == [0.2, 0.0, 0.2, 0.2]


def test_jobs_and_programmes(territory: Territory) -> None:
    jobs = zone_jobs(territory.communes, territory.commune_jobs)
    assert jobs["1"] == 15.0
    assert np.isnan(jobs["2"])
    sites = SITES.assign(insee=["01001", "01002", None, "01001", "01001", "01001"])
    found = measure_programmes(sites, territory)
    member = found["in_territoire_industrie_2018"].nominal
    assert np.array_equal(member[:3], [1, 0, np.nan], equal_nan=True)
    assert np.isnan(found["in_rebond_industriel"].nominal).all()


@pytest.mark.parametrize(
    ("layer", "facts"),
    [
        ("pene", {"code": "a", "km": 0.0}),
        ("flood_plans", {"insee": "01001", "state": "Opposable"}),
        ("sidings", {"siding": "2", "state": "unusable", "km": 0.0}),
        ("commune_jobs", {"insee": "01001", "jobs": 10.0}),
    ],
)
def test_the_rows_used_are_told(territory: Territory, layer: str, facts: dict[str, object]) -> None:
    spec = SimpleNamespace(name="any", layers=(layer, "znieff_2"))
    (told,) = evidence_of(spec, SITES.iloc[[0]], territory)  # type: ignore[arg-type]
    assert told.layer == layer
    assert facts.items() <= told.facts.items()


@settings(max_examples=30, deadline=None)
@given(
    st.lists(st.tuples(st.floats(1.0, 3.0), st.floats(46.0, 48.0)), min_size=1, max_size=6),
    st.permutations(range(4)),
)
def test_distances_are_those_of_every_polygon_whatever_their_order(
    points: list[tuple[float, float]], order: list[int]
) -> None:
    boxes = [shapely.box(1 + k / 2, 46.2 + k / 3, 1.2 + k / 2, 46.4 + k / 3) for k in range(4)]
    shapes = geopandas.GeoDataFrame(geometry=[boxes[k] for k in order], crs=4326)
    places = at(*map(list, zip(*points, strict=True)))
    metres = shapes.to_crs(2154).geometry.to_numpy()
    xy = shapely.points(places[["x_m", "y_m"]].to_numpy())
    naive = np.array([shapely.distance(metres, p).min() for p in xy]) / 1000
    assert polygon_km(places, shapes) == pytest.approx(naive)
