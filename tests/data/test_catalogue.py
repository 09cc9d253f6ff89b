"""The catalogue, the shelf, and packs built from the shelf."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pandas as pd
import pytest

from tisites.data.build.codes_2022 import Codes2022
from tisites.data.build.communes import read_communes
from tisites.data.catalogue.add import add
from tisites.data.catalogue.assemble import build_from_shelf
from tisites.data.catalogue.place import lay_out
from tisites.data.catalogue.shelf import Shelf
from tisites.data.catalogue.sources import (
    catalogue,
    read_catalogue,
    sources_named,
    sources_of,
)
from tisites.data.demo.demo import open_demo
from tisites.data.layers import LAYERS
from tisites.data.pack import Pack, open_pack
from tisites.data.readers.registry import READERS, reader_of
from tisites.data.show import verify_pack
from tisites.messages.errors import BadInputError

ROOT = Path(__file__).resolve().parents[2]
#: Layers made by no source of the catalogue: shipped with tisites, or typed from the press.
NO_SOURCE = {"former_communes", "labelled_sites_2024", "zan_objectives"}


def test_every_entry_has_its_reader_and_known_layers() -> None:
    known = {layer.name for layer in LAYERS}
    for source in catalogue():
        assert callable(reader_of(source).read), source.name
        assert set(source.layers) <= known, source.name
        assert source.landing.startswith("https://")
        assert source.verified == source.pullable, source.name
    folder = ROOT / "src/tisites/data/sources"
    files = {p.stem for p in folder.glob("*.py") if "def read(path" in p.read_text("utf-8")}
    assert {source.reader for source in catalogue()} == {*READERS, *files}


def test_every_layer_has_a_source() -> None:
    fed = {layer for source in catalogue() for layer in source.layers}
    assert {layer.name for layer in LAYERS} - fed <= NO_SOURCE


def test_the_sources_of_the_field_are_all_there() -> None:
    wanted = {
        "cartofriches", "sites-economiques", "communes", "insee-appartenance", "insee-chomage",
        "insee-emploi", "insee-population", "ti-phase-1", "ti-phase-2", "rebond-industriel",
        "sandre-zre", "sandre-bassins", "explore2", "vigieau", "rte-postes", "sncf-gares",
        "ite-3000", "routes-noeuds", "routes-aretes", "ports", "aeroports", "enaf", "pene",
        "natura-2000-habitats", "natura-2000-oiseaux", "znieff-1", "znieff-2",
        "georisques-inondation",
    }  # fmt: skip
    assert wanted <= {source.name for source in catalogue()}


ENTRY = """
[[source]]
name = "{name}"
title_fr = "t"
title_en = "t"
producer = "p"
licence = "l"
vintage = "v"
landing = "https://example.org"
format = "csv"
reader = "enaf"
verified = {verified}
{more}
"""


@pytest.mark.parametrize(
    "text",
    [
        ENTRY.format(name="a", verified="false", more="") * 2,
        ENTRY.format(name="a", verified="false", more='download = "https://x.org/a.csv"'),
        ENTRY.format(name="a", verified="true", more='dataset = "only-one-of-two"'),
        ENTRY.format(name="a", verified="true", more='unknown_key = "x"'),
        ENTRY.format(name="A b", verified="true", more=""),
        ENTRY.format(name="a", verified="true", more='note_fr = "une langue"'),
    ],
)
def test_a_bad_entry_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        read_catalogue(text)


def test_names_are_helped() -> None:
    assert [s.name for s in sources_named(["enaf", "ports", "enaf"])] == ["enaf", "ports"]
    with pytest.raises(BadInputError) as error:
        sources_named(["rte-poste", "zzzz"])
    assert "rte-postes" in str(error.value.problems[0].remedy)
    assert len(error.value.problems) == 2


def test_an_added_file_is_copied_with_its_hash_or_not_at_all(
    tmp_path: Path, shared_data: Path
) -> None:
    shelf = Shelf(tmp_path / "shelf")
    (source,) = sources_of("freight_stations")
    published = shared_data / "network/liste-des-gares.csv"
    held = add(source, published, shelf)
    assert shelf.is_whole(held)
    assert (held.how, held.origin) == ("add", "liste-des-gares.csv")
    for bad in (shared_data / "network/postes-electriques-rte.csv", tmp_path / "rien.csv"):
        with pytest.raises(BadInputError):
            add(source, bad, shelf)
    assert shelf.held() == {source.name: held}
    assert [p.name for p in (shelf.folder / source.name).iterdir()] == [held.file]


def test_a_broken_state_is_told(tmp_path: Path) -> None:
    (tmp_path / "state.json").write_text("{")
    with pytest.raises(BadInputError, match="illisible"):
        Shelf(tmp_path).held()


@pytest.fixture
def shelf(tmp_path: Path, shared_data: Path) -> Shelf:
    """A shelf with two published files."""
    shelf = Shelf(tmp_path / "shelf")
    add(sources_of("freight_stations")[0], shared_data / "network/liste-des-gares.csv", shelf)
    add(sources_of("substations")[0], shared_data / "network/postes-electriques-rte.csv", shelf)
    return shelf


def test_missing_layers_are_kept_from_a_pack_and_told(
    tmp_path: Path, shelf: Shelf, real_pack: Pack
) -> None:
    out = tmp_path / "pack"
    built = build_from_shelf(shelf, out, keep=real_pack.folder, built="2026-11-01")
    kept = {f.subject for f in built.findings if f.code == "layer_kept"}
    assert kept == set(real_pack.entries) - {"freight_stations", "substations"}
    entry = built.pack.entries["substations"]
    assert "rte-postes" in entry.caveat
    assert "obtenu le" in entry.caveat
    assert entry.sha256 == real_pack.entries["substations"].sha256
    assert "conservée du paquet du" in built.pack.entries["communes"].caveat
    assert [f.subject for f in verify_pack(open_pack(out))] == ["candidates"]  # as of the real one
    again = build_from_shelf(shelf, out, built="2026-11-02")  # the pack in place is kept from
    assert again.pack.sha256 == built.pack.sha256


def test_without_a_pack_nothing_is_written_and_all_that_lacks_is_told(
    tmp_path: Path, shelf: Shelf
) -> None:
    out = tmp_path / "pack"
    with pytest.raises(BadInputError) as error:
        build_from_shelf(shelf, out)
    said = "\n".join(map(str, error.value.problems))
    for layer in LAYERS:
        lacks = layer.required and layer.name not in ("freight_stations", "substations")
        assert (f"« {layer.name} »" in said) == lacks
    assert "tisites data pull" in said
    assert not out.exists()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["shelf"]


def test_an_altered_file_is_left_out_with_its_remedy(tmp_path: Path, shelf: Shelf) -> None:
    held = shelf.held()["rte-postes"]
    shelf.path(held).write_bytes(b"altered")
    built = build_from_shelf(shelf, tmp_path / "pack", keep=open_demo().folder)
    (told,) = [f for f in built.findings if f.code == "source_unusable"]
    assert "rte-postes" in told.message.fr
    assert "substations" in {f.subject for f in built.findings if f.code == "layer_kept"}


def test_communes_are_made_of_their_several_sources(tmp_path: Path) -> None:
    """A few communes as the API gives them, zones as Sandre does, people as INSEE does."""
    listed = [
        ("01001", "Abergement-Clémenciat", 4.93, 46.15),
        ("76351", "Havre", 0.14, 49.5),
        ("97411", "Saint-Denis", 55.45, -20.9),
    ]
    api = [
        {
            "code": code,
            "nom": name,
            "centre": {"type": "Point", "coordinates": [lon, lat]},
            "surface": 100,
            "population": 10,
            "departement": {"code": code[:2], "nom": "D"},
            "region": {"code": "84", "nom": "R"},
        }
        for code, name, lon, lat in listed
    ]
    square = [[[0, 49], [1, 49], [1, 50], [0, 50], [0, 49]]]
    zone = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"CdBassinDCE": "H"},
                "geometry": {"type": "Polygon", "coordinates": square},
            }
        ],
    }
    files = {"communes": "json", "sandre-zre": "geojson", "sandre-bassins": "geojson"}
    shelf = Shelf(tmp_path / "shelf")
    for name, suffix in files.items():
        path = tmp_path / f"{name}.{suffix}"
        path.write_text(json.dumps(api if name == "communes" else zone))
        shelf.put(name, path, path.name, rows=1, how="add", origin=path.name)
    people = tmp_path / "people.csv"
    people.write_text("CODGEO;P21_POP2064\n76351;91000,5\n")
    shelf.put("insee-population", people, people.name, rows=1, how="add", origin=people.name)
    members = tmp_path / "members.csv"
    members.write_text("id_ti,lib_ti,epci_siren,epci_nom\nti-1,Axe Seine,1,CU\n")
    shelf.put("ti-phase-2", members, members.name, rows=1, how="add", origin=members.name)
    small = {s.name: s.model_copy(update={"rows_at_least": 1}) for s in catalogue()}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tisites.data.catalogue.place.catalogue", lambda: tuple(small.values()))
        laid = lay_out(shelf, ExitStack())
    assert laid.problems == []
    assert set(laid.used) == {*files, "insee-population", "ti-phase-2"}
    assert not list(tmp_path.rglob("territories"))  # nothing is written to be read again
    known = Codes2022(
        pd.DataFrame({"insee": ["76351"], "nom": ["Le Havre"], "dep": "76", "epci_siren": "1"}),
        pd.DataFrame({"zone_emploi": [], "nom": []}),
    )
    table = read_communes(laid.files, known, laid.published).reading.table.set_index("insee")
    assert table.loc["76351", "population_20_64"] == 91000.5
    assert table.loc["76351", ["nom", "water_basin", "zre"]].tolist() == ["Le Havre", "H", True]
    assert table.loc["01001", ["water_basin", "population_20_64"]].isna().all()
    assert not table.loc["01001", "zre"]
    assert pd.isna(table.loc["97411", "zre"])  # overseas the zones tell nothing


def test_the_page_holds_the_catalogue_as_it_is() -> None:
    from tisites.run.trace.data_page import catalogue_markdown

    page = (ROOT / "docs/data.md").read_text(encoding="utf-8")
    begin, end = "<!-- catalogue:begin -->\n", "<!-- catalogue:end -->"
    assert page.split(begin)[1].split(end)[0] == catalogue_markdown(), (
        "run: uv run tisites data list --out docs/data.md"
    )
