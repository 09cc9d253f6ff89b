from __future__ import annotations

import re

import numpy as np
import pandas as pd
import pytest
import shapely

from demo.assemble import N_CANDIDATES, SEEDS
from demo.synthetic.candidates import draw_candidates
from demo.synthetic.surroundings import draw_low_flow, draw_water
from demo.synthetic.zonings import DEMO
from tisites.data.demo.demo import demo_folder, open_demo
from tisites.data.layers import LAYERS
from tisites.data.pack import Pack

REAL = {"regions", "departements", "epci", "road_nodes", "road_edges"}


@pytest.fixture(scope="module")
def pack() -> Pack:
    return open_demo()


@pytest.fixture(scope="module")
def communes(pack: Pack) -> pd.DataFrame:
    table: pd.DataFrame = pack.read("communes")
    return table


def test_every_required_layer_is_there_and_verifies(pack: Pack) -> None:
    required = {layer.name for layer in LAYERS if layer.required}
    assert required | {"candidates"} <= set(pack.entries)
    for name in pack.entries:
        assert len(pack.read(name)) > 0, name


def test_the_pack_is_under_eight_megabytes() -> None:
    assert sum(path.stat().st_size for path in demo_folder().iterdir()) < 8_000_000


def test_nothing_lies_in_the_folder_but_the_pack(pack: Pack) -> None:
    files = {path.name for path in demo_folder().iterdir()}
    assert files == {"manifest.json"} | {entry.file for entry in pack.manifest.layers}


def test_synthetic_layers_say_so_and_real_ones_do_not(pack: Pack) -> None:
    assert pack.manifest.synthetic
    for entry in pack.manifest.layers:
        assert entry.synthetic == (entry.name not in REAL), entry.name
        if entry.synthetic:
            assert DEMO in entry.title
            assert DEMO in entry.caveat


def test_the_mixed_layer_names_its_synthetic_columns(pack: Pack, communes: pd.DataFrame) -> None:
    caveat = pack.entries["communes"].caveat
    synthetic, real = caveat.split("Réelles :")
    for column in ("zone_emploi", "ti_id", "water_basin", "zre"):
        assert column in synthetic
    for column in set(communes.columns) - {"zone_emploi", "ti_id", "water_basin", "zre"}:
        assert column in real or column == "geometry"


def test_real_layers_record_version_and_hash_of_their_package(pack: Pack) -> None:
    for name in REAL | {"communes"}:
        assert re.search(
            r"\d+\.\d+\.\d+ \((PyPI|npm), sha256 [0-9a-f]{64}\)", pack.entries[name].source
        )


def test_communes_are_the_real_ones(communes: pd.DataFrame) -> None:
    by = communes.set_index("insee")
    assert len(by) == 34_875
    assert by["dep"].nunique() == 101
    assert by["reg"].nunique() == 18
    for code, name in (("75056", "Paris"), ("69123", "Lyon"), ("13055", "Marseille")):
        assert by.loc[code, "nom"] == name
    assert by.loc["75056", "population"] == 2_103_778
    assert by.loc["69123", "population_20_64"] > 300_000, "arrondissements count with their city"
    assert by.geometry.isna().sum() == 4
    assert by["population"].sum() == pytest.approx(68e6, rel=0.02)
    ratio = by["population_20_64"].sum() / by["population"].sum()
    assert 0.5 < ratio < 0.6
    assert by["surface_ha"].sum() == pytest.approx(63.3e6, rel=0.02)


def test_codes_join_across_layers(pack: Pack, communes: pd.DataFrame) -> None:
    for column, layer, key in (
        ("reg", "regions", "reg"),
        ("dep", "departements", "dep"),
        ("epci_siren", "epci", "epci_siren"),
        ("zone_emploi", "zones_emploi", "zone_emploi"),
        ("ti_id", "territoires_industrie", "ti_id"),
    ):
        assert set(communes[column].dropna()) == set(pack.read(layer)[key]), column


def test_outlines_are_valid_and_hold_their_communes(pack: Pack, communes: pd.DataFrame) -> None:
    for layer, key in (("regions", "reg"), ("departements", "dep"), ("epci", "epci_siren")):
        table = pack.read(layer)
        assert table.is_valid.all(), layer
        shapes = table.set_index(key).geometry
        placed = communes[communes.geometry.notna() & communes[key].notna()]
        near = shapely.dwithin(
            shapes.reindex(placed[key]).to_numpy(), placed.geometry.to_numpy(), 0.02
        )
        assert near.mean() > 0.9995, layer


def test_neighbours_hardly_overlap(pack: Pack) -> None:
    # What is left is in the source: a few commune polygons overlap, around Paris mostly.
    for layer in ("regions", "departements"):
        shapes = pack.read(layer).geometry.to_numpy()
        total = shapely.area(shapes).sum()
        assert shapely.union_all(shapes).area == pytest.approx(total, rel=1e-5), layer


def test_roads_make_a_graph(pack: Pack) -> None:
    nodes, edges = pack.read("road_nodes"), pack.read("road_edges")
    assert (len(nodes), len(edges)) == (37_453, 52_118)
    assert set(edges["a"]) | set(edges["b"]) <= set(nodes["node"])
    assert (edges["a"] < edges["b"]).all()
    assert (edges["km"] > 0).all()
    place = nodes.set_index("node")
    a, b = place.loc[edges["a"]], place.loc[edges["b"]]
    lat = np.radians(a["lat"].to_numpy())
    flight = 111.2 * np.hypot(
        (a["lon"].to_numpy() - b["lon"].to_numpy()) * np.cos(lat),
        a["lat"].to_numpy() - b["lat"].to_numpy(),
    )
    assert np.median(edges["km"].to_numpy() / np.maximum(flight, 0.05)) == pytest.approx(1, abs=0.4)


def test_every_region_has_several_sites_of_three_hectares(
    pack: Pack, communes: pd.DataFrame
) -> None:
    sites = pack.read("candidates")
    assert len(sites) == N_CANDIDATES
    reg = sites["comm_insee"].map(communes.set_index("insee")["reg"])
    good = (sites["coord_quality"] == "site point") & (sites["surface_quality"] == "site")
    large = good & (sites["unite_fonciere_surface"] >= 30_000)
    assert reg[large].value_counts().reindex(sorted(set(communes["reg"]))).min() >= 6


def test_synthetic_layers_are_drawn_from_their_seeds(pack: Pack, communes: pd.DataFrame) -> None:
    drawn = draw_candidates(communes, N_CANDIDATES, SEEDS["candidates"])
    kept = pack.read("candidates")
    assert drawn["comm_insee"].tolist() == kept["comm_insee"].tolist()
    pd.testing.assert_series_equal(
        drawn["unite_fonciere_surface"], kept["unite_fonciere_surface"], rtol=1e-9
    )
    low_flow = draw_low_flow(communes, SEEDS["low_flow"])
    for column in low_flow.columns[1:]:
        assert np.allclose(low_flow[column], pack.read("low_flow")[column], atol=1.0)
    water = draw_water(communes, SEEDS["water"])
    assert water["zre"].tolist() == communes["zre"].tolist()
