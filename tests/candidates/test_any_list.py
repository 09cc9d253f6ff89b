"""Lists as people keep them: each is read after one confirmation, row by row, nothing lost."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
import xlsxwriter
from pyproj import Transformer

from tisites.candidates.candidates import Candidates
from tisites.candidates.guess.guess import Guess, answered
from tisites.candidates.guess.propose import Hints, propose
from tisites.candidates.read import read_candidates
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

#: Code, name, département, longitude, latitude, hectares of sites that every list below writes.
SITES = [
    ("08409", "Sedan", "08", "Ardennes", 4.94, 49.70, 3.25),
    ("51454", "Reims", "51", "Marne", 4.03, 49.25, 12.5),
    ("42218", "Saint-Étienne", "42", "Loire", 4.39, 45.43, 9.0),
    ("76351", "Le Havre", "76", "Seine-Maritime", 0.1575, 49.4855, 125.0),
    ("93066", "Saint-Denis", "93", "Seine-Saint-Denis", 2.3612, 48.9355, 2.1),
]
NARROW, THIN, HARD = "\u202f", "\u2009", "\u00a0"


def xy(epsg: int, lon: float, lat: float) -> tuple[float, float]:
    return Transformer.from_crs(4326, epsg, always_xy=True).transform(lon, lat)


def fr(value: float, places: int = 2, blank: str = " ") -> str:
    """Write a number as a French spreadsheet does."""
    return f"{value:,.{places}f}".replace(",", blank).replace(".", ",")


def lines(header: str, row: Callable[[int, tuple], str]) -> str:  # type: ignore[type-arg]
    return "\n".join([header, *(row(k, one) for k, one in enumerate(SITES, start=1))]) + "\n"


def clean(folder: Path) -> Path:
    text = lines(
        "site_id;site_nom;comm_insee;surface_ha;lon;lat",
        lambda k, s: f"{k};Friche {k};{s[0]};{s[6]};{s[4]};{s[5]}",
    )
    return put(folder, "propre.csv", text)


def put(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def titles_and_total(folder: Path) -> Path:
    """Titles above, thin blanks, square metres in words, a sum below, a blank row, cp1252."""
    text = "Recensement des friches;;;;;;\nMise à jour : 12/03/2026;;;;;;\n;;;;;;\n" + lines(
        "N°;Libellé;Ville;Dépt;Superficie (en m²);Longitude;Latitude",
        lambda k, s: (
            f"{k};Friche {k};{s[1]};{s[2]};{fr(s[6] * 1e4, 0, HARD)};{fr(s[4], 6)};{fr(s[5], 6)}"
        ),
    )
    return put(folder, "titres.csv", text + ";;;;;;\nTOTAL;;;;1 518 500;;\n", "cp1252")


def utf16_pairs(folder: Path) -> Path:
    """UTF-16, tabs, département in words with its number, both coordinates in one cell."""
    text = lines(
        "Réf.\tNom\tCommune\tDépartement\tSurface\tUnité\tLat / Long",
        lambda k, s: (
            f"{k}\tFriche {k}\t{s[1].upper()}\t{s[3]} ({s[2]})\t"
            f"{fr(s[6] * (1e4 if k % 2 else 1), 2, NARROW)}\t{'m²' if k % 2 else 'ha'}\t"
            f"{fr(s[5], 6)} ; {fr(s[4], 6)}"
        ),
    )
    return put(folder, "paires.txt", text, "utf-16")


def lambert(folder: Path) -> Path:
    """A workbook as an officer keeps it: notes first, header on row 4, metres with blanks."""
    return officer(folder / "agent.xlsx", 2154, "X (L93)", "Y (L93)")


def officer(path: Path, epsg: int, x: str, y: str) -> Path:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("Lisez-moi").write(0, 0, "Voir l'autre feuille")
    sheet = book.add_worksheet("Friches 2026")
    sheet.merge_range("A1:H1", "Liste des friches – Délégation")
    header = ["N°", "Nom du site", "Commune", "Dépt", "Surface", "Unité", x, y, "INSEE", "Avis"]
    sheet.write_row(3, 0, header)
    for k, s in enumerate(SITES, start=1):
        east, north = xy(epsg, s[4], s[5])
        area = [fr(s[6]), "ha"] if k != 2 else [f"{fr(s[6] * 1e4, 0)} m²", ""]
        row = [str(k), f"Friche {k}", s[1], s[2], *area, fr(east, 1, THIN), fr(north, 1, THIN)]
        sheet.write_row(3 + k + (k > 3), 0, [*row, s[0], "—"])
    sheet.write(10, 0, "TOTAL")
    book.close()
    return path


def two_header_rows(folder: Path) -> Path:
    """A header on two rows under merged titles; a hidden sheet of the same kind."""
    path = folder / "fusion.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("2026")
    for cells, title in (("A2:B2", "Identification"), ("C2:D2", "Localisation"),
                         ("E2:F2", "Surface"), ("G2:H2", "Coordonnées")):  # fmt: skip
        sheet.merge_range(cells, title)
    sheet.write_row(2, 0, ["N°", "Nom", "Commune", "Dépt", "totale", "unité", "X L93", "Y L93"])
    for k, s in enumerate(SITES, start=1):
        east, north = xy(2154, s[4], s[5])
        row = [k, f"Friche {k}", s[1], s[2], s[6], "ha", round(east, 2), round(north, 2)]
        sheet.write_row(2 + k, 0, row)
    old = book.add_worksheet("archives")
    old.write_row(0, 0, ["N°", "Nom", "Commune", "Dépt", "Surface (ha)"])
    old.write_row(1, 0, ["99", "Vieux site", "Sedan", "08", 4])
    old.hide()
    book.close()
    return path


def ods(folder: Path) -> Path:
    table = pd.DataFrame(
        [(k, f"Friche {k}", f"{s[1]} ({s[0]})", f"{fr(s[6])} ha", *map(str, xy(2154, *s[4:6])))
         for k, s in enumerate(SITES, start=1)],
        columns=["Numéro", "Site", "Commune (INSEE)", "Surface", "X Lambert 93", "Y Lambert 93"],
    )  # fmt: skip
    path = folder / "tableur.ods"
    table.to_excel(path, index=False, engine="odf")
    return path


def old_projection_in_km(folder: Path) -> Path:
    """Lambert II étendu, kilometres, columns the wrong way round, no word of it."""

    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        east, north = xy(27572, s[4], s[5])
        return f"{k};Friche {k};{s[1]};{s[2]};{north / 1000:.5f};{east / 1000:.5f};{fr(s[6])}"

    return put(folder, "anciens.csv", lines("Num;Site;Commune;Dpt;X;Y;Hectares", row))


def mercator(folder: Path) -> Path:
    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        east, north = xy(3857, s[4], s[5])
        return f"{k};Friche {k};{s[1]};{s[2]};{east:.2f};{north:.2f};{s[6] * 1e4:.0f}"

    return put(folder, "web.csv", lines("id;nom;commune;dep;x;y;surface", row))


def ewkt(folder: Path) -> Path:
    """No commune at all: EWKT in a column of any name finds it."""

    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        east, north = xy(2154, s[4], s[5])
        return f'{k},Friche {k},"SRID=2154;POINT({east:.2f} {north:.2f})",{fr(s[6])!r} ha'.replace(
            "'", '"'
        ).replace('" ha', ' ha"')

    return put(folder, "ewkt.csv", lines("numero,site,emprise,surface", row))


def ewkb(folder: Path) -> Path:
    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        point = shapely.set_srid(shapely.Point(xy(2154, s[4], s[5])), 2154)
        code = shapely.to_wkb(point, hex=True, include_srid=True)
        return f"{k},Friche {k},{code},{s[6] * 1e4:.0f}"

    return put(folder, "ewkb.csv", lines("numero,site,geo,surface m2", row))


def wkt_without_system(folder: Path) -> Path:
    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        east, north = xy(2154, s[4], s[5])
        return f"{k},Friche {k},{s[1]},{s[2]},POINT({east:.2f} {north:.2f}),{s[6] * 1e4:.0f}"

    return put(folder, "wkt.csv", lines("numero,site,ville,dept,geo,surface m2", row))


def sexagesimal(folder: Path) -> Path:
    """Degrees, minutes and seconds; areas in hectares and ares."""

    def angle(value: float, letters: str) -> str:
        seconds = round(abs(value) * 3600, 3)
        degrees, rest = divmod(seconds, 3600)
        minutes, seconds = divmod(rest, 60)
        return f"{degrees:.0f}°{minutes:02.0f}'{seconds:06.3f}''{letters[value < 0]}"

    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        hectares, ares = divmod(round(s[6] * 100), 100)
        return f"{k};Friche {k};{angle(s[5], 'NS')};{angle(s[4], 'EO')};{hectares} ha {ares} a"

    return put(folder, "degres.csv", lines("Réf;Site;Latitude;Longitude;Contenance", row))


def postcodes(folder: Path) -> Path:
    """Postcodes called codes of communes, names beside them."""
    five = ("08200", "51100", "42000", "76600", "93200")

    def row(k: int, s: tuple) -> str:  # type: ignore[type-arg]
        name = s[1].replace("Saint-", "St ").replace("Le Havre", "HAVRE (LE)")
        return f"{k};Friche {k};{name};{five[k - 1]};{fr(s[6])};{s[4]};{s[5]}"

    return put(folder, "postes.csv", lines("N°;Nom;Commune;Code postal;Surface (ha);lon;lat", row))


def geojson_names(folder: Path) -> Path:
    """A layer of points whose columns are called as in a database of one's own."""
    import geopandas

    table = geopandas.GeoDataFrame(
        {
            "NumFriche": [str(k) for k in range(1, 6)],
            "LibelleSite": [f"Friche {k}" for k in range(1, 6)],
            "NomCommune": [s[1] for s in SITES],
            "SuperficieHa": [s[6] for s in SITES],
        },
        geometry=geopandas.points_from_xy([s[4] for s in SITES], [s[5] for s in SITES]),
        crs=4326,
    )
    table.to_crs(2154).to_file(folder / "couche.gpkg", layer="friches")
    pd.DataFrame({"note": ["x"]}).pipe(geopandas.GeoDataFrame).to_file(
        folder / "couche.gpkg", layer="notes"
    )
    return folder / "couche.gpkg"


LISTS = [
    titles_and_total, utf16_pairs, lambert, two_header_rows, old_projection_in_km, mercator, ewkt,
    ewkb, wkt_without_system, sexagesimal, postcodes, geojson_names,
]  # fmt: skip


def guess_of(path: Path, territory: Territory, **hints: object) -> Guess:
    found = propose(path, territory, Hints(**hints))  # type: ignore[arg-type]
    assert found is not None, "nothing had to be confirmed"
    return found


def read_so(path: Path, territory: Territory, **hints: object) -> Candidates:
    return read_candidates(path, territory, reading=guess_of(path, territory, **hints).reading)


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::RuntimeWarning")
@pytest.mark.parametrize("write", LISTS, ids=lambda write: write.__name__)
def test_the_same_sites_come_out_of_every_habit(
    write: Callable[[Path], Path], tmp_path: Path, real_territory: Territory
) -> None:
    """Metamorphic: a list written clean or in an officer's way gives the same candidates."""
    assert propose(clean(tmp_path), real_territory) is None
    right = read_candidates(tmp_path / "propre.csv", real_territory).table
    path = write(tmp_path)
    with pytest.raises(BadInputError):
        read_candidates(path, real_territory)
    found = read_so(path, real_territory)
    table = found.table
    assert table.index.tolist() == right.index.tolist()
    for name in ("name", "insee", "commune", "dep", "zone_emploi"):
        assert table[name].tolist() == right[name].tolist(), name
    np.testing.assert_allclose(table["surface_ha"], right["surface_ha"], rtol=1e-9)
    np.testing.assert_allclose(table[["x_m", "y_m"]], right[["x_m", "y_m"]], atol=0.2)
    assert table["coord_quality"].isna().all()
    codes = [f.code for f in found.findings]
    assert codes.count("columns_guessed") == 1 and codes.count("records_counted") == 1


def test_the_officer_s_list(shared_data: Path, real_territory: Territory) -> None:
    path = shared_data.parent / "cases/reading/liste_officer.xlsx"
    if not path.is_file():
        pytest.skip("no shared cases")
    guess = guess_of(path, real_territory)
    assert guess.reading.layout.layer == "Friches 2026"
    assert [c.name for c in guess.columns if c.datum is None] == ["Observations"]
    assert not guess.questions
    found = read_candidates(path, real_territory, reading=guess.reading)
    table = found.table
    assert len(table) == 13 and {str(k) for k in range(1, 13)} < set(table.index)
    areas = table["surface_ha"]
    assert areas[["1", "2", "5", "9", "12"]].tolist() == [12.5, 8.5, 5.5, 125.0, 9.0]
    assert table.index[areas.isna()].tolist() == ["7"]
    assert table.loc["12", "commune"] == "Saint-Étienne"
    centred = table.index[table["coord_quality"] == "commune representative point"]
    assert sorted(centred) == ["12", "3", "4", "5", "7"]
    own = table.drop(index=centred)
    assert (own["km_beyond_commune"] < 2.0).all() and len(own) == 8
    told = {f.code: str(f.message) for f in found.findings}
    assert re.match(r"14 fiches = 13 sites \+ 1 écartée \(1 totaux\)", told["records_counted"])
    assert {"id_repeated", "point_from_commune", "surface_missing"} <= told.keys()


def test_a_mixed_list_row_by_row(tmp_path: Path, real_territory: Territory) -> None:
    """This row's point, else its outline, else its commune; overseas metres in their own system."""
    sedan, reunion, reims = xy(2154, 4.94, 49.70), xy(2975, 55.45, -20.90), xy(2154, 4.03, 49.25)
    box = shapely.box(reims[0], reims[1], reims[0] + 200, reims[1] + 200).wkt
    text = (
        "N°;Nom;Commune;Dép.;X;Y;Emprise;Surface (ha)\n"
        f"1;A;Sedan;08;{sedan[0]:.0f};{sedan[1]:.0f};;3\n"
        f"2;B;Saint-Denis;974;{reunion[0]:.0f};{reunion[1]:.0f};;4\n"
        f"3;C;;;n.c.;—;SRID=2154;?\n".replace("SRID=2154", f'"SRID=2154;{box}"')
        + "4;D;Nancy;54;;;;inconnue\n5;E;Nantes;44;;;;2-3 ha\n6;;Sedan;08;;;;env. 4 ha\n"
    )
    path = put(tmp_path, "mixte.csv", text)
    found = read_so(path, real_territory)
    table = found.table
    assert table["commune"].tolist() == [
        "Sedan", "Saint-Denis", "Reims", "Nancy", "Nantes", "Sedan"
    ]  # fmt: skip
    assert table["surface_ha"].round(3).fillna(-1).tolist() == [3, 4, 4, -1, -1, 4]
    assert table["coord_quality"].isna().tolist() == [True, True, True, False, False, False]
    assert table.loc["2", ["lon", "lat"]].tolist() == pytest.approx([55.45, -20.90], abs=1e-4)
    codes = {(f.code, f.subject) for f in found.findings}
    assert {
        ("commune_found", "3"), ("surface_missing", "4"), ("surface_interval", "5"),
        ("surface_approximate", "6"), ("point_from_commune", "6"),
    } <= codes  # fmt: skip


def test_names_that_several_communes_bear_are_asked_once(
    tmp_path: Path, real_territory: Territory
) -> None:
    text = (
        "Nom;Commune;Surface (ha)\nA;Saint-Denis;3\nB;SAINT DENIS;4\nC;Évry;5\n"
        "D;Cherbourg-Octeville;6\nE;Sedan;7\nF;Atlantide;8\n"
    )
    path = put(tmp_path, "noms.csv", text)
    guess = guess_of(path, real_territory)
    asked = {q.name: [code for code, _, _ in q.choices] for q in guess.questions}
    assert list(asked) == ["Saint-Denis", "Évry"]
    assert {"93066", "97411"} < set(asked["Saint-Denis"])
    assert set(asked["Évry"]) == {"91228", "89162"}  # a small homonym is not taken in silence
    unsaid = read_candidates(path, real_territory, reading=guess.reading).table
    assert unsaid["insee"].tolist() == ["", "", "", "50129", "08409", ""]
    reading = answered(guess, {guess.questions[0].key: "93066", guess.questions[1].key: "91228"})
    said = read_candidates(path, real_territory, reading=reading)
    assert said.table["insee"].tolist() == ["93066", "93066", "91228", "50129", "08409", ""]
    assert ("commune_name_unknown", "ligne-7") in {(f.code, f.subject) for f in said.findings}
    hinted = guess_of(path, real_territory, communes={"st denis": "93066"})
    assert [q.name for q in hinted.questions] == ["Évry"]


def test_a_departement_or_a_region_settles_a_name(
    tmp_path: Path, real_territory: Territory
) -> None:
    rows = ["Saint-Denis;La Réunion", "Saint-Denis;Île-de-France", "Sainte-Colombe;Bretagne"]
    text = "Friche;Commune;Région;Taille (ha)\n" + "".join(
        f"F{k};{row};3\n" for k, row in enumerate(rows)
    )
    table = read_so(put(tmp_path, "r.csv", text), real_territory).table
    assert table["insee"].tolist() == ["97411", "93066", "35262"]
    point = "Nom;Commune;lat;lon;Surface (ha)\nA;Saint-Denis;48,9355;2,3612;3\n"
    guess = guess_of(put(tmp_path, "p.csv", point), real_territory)
    assert not guess.questions and guess.faults.table.empty


def test_units_that_nothing_tells_are_asked_not_taken(
    tmp_path: Path, real_territory: Territory
) -> None:
    head = "Nom;Commune;Dépt;Surface\n"
    small = put(tmp_path, "a.csv", head + "A;Sedan;08;3,2\nB;Reims;51;40\n")
    large = put(tmp_path, "b.csv", head + "A;Sedan;08;32000\nB;Reims;51;400000\n")
    mixed = put(tmp_path, "c.csv", head + "A;Sedan;08;3,2\nB;Reims;51;400000\n")
    assert guess_of(small, real_territory).reading.surface_unit == "ha"
    assert guess_of(large, real_territory).reading.surface_unit == "m2"
    sure = {c.datum: c.sure for c in guess_of(large, real_territory).columns}
    assert sure["surface"] == "check"
    guess = guess_of(mixed, real_territory)
    assert guess.reading.surface_unit is None
    assert set(guess.faults.table["code"]) == {"surface_ambiguous"}
    told = guess_of(mixed, real_territory, surface_unit="ha")
    assert told.faults.table.empty


def test_hints_never_propose_a_flag_as_an_id(tmp_path: Path, real_territory: Territory) -> None:
    text = "Code;Nom;Commune;Dépt;Surface (ha)\n" + "".join(
        f"{k % 2};F{k};Sedan;08;{k}\n" for k in range(1, 7)
    )
    guess = guess_of(put(tmp_path, "f.csv", text), real_territory)
    assert "site_id" not in guess.reading.columns
    found = read_candidates(tmp_path / "f.csv", real_territory, reading=guess.reading)
    assert sorted(found.table.index) == [f"ligne-{k}" for k in range(2, 8)]
    assert sum(f.code == "id_made" for f in found.findings) == 6


def test_rows_that_are_no_site_are_counted(tmp_path: Path, real_territory: Territory) -> None:
    text = (
        "N°;Nom;Commune;Dépt;Surface (ha)\n1;Total Énergies;Sedan;08;3\n;;;;\n"
        "Sous-total Ardennes;;;;3\nN°;Nom;Commune;Dépt;Surface (ha)\n2;Gare;Reims;51;4\n"
        ";Total général;;;7\nSource : DDT, 2026;;;;\n"
    )
    found = read_so(put(tmp_path, "t.csv", text), real_territory)
    assert found.table["name"].tolist() == ["Total Énergies", "Gare"]
    (told,) = [str(f.message) for f in found.findings if f.code == "records_counted"]
    assert told.startswith("7 fiches = 2 sites + 5 écartées (1 vides, 2 totaux, 1 en-têtes répétés")


def test_a_sum_below_a_list_of_known_columns_is_left_out(
    tmp_path: Path, real_territory: Territory
) -> None:
    path = clean(tmp_path)
    path.write_text(path.read_text(encoding="utf-8") + "TOTAL;;;151,85;;\n", encoding="utf-8")
    assert propose(path, real_territory) is None
    assert len(read_candidates(path, real_territory).table) == 5
    path.write_text(path.read_text(encoding="utf-8") + "X9;;;12;;\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="ligne 8"):
        read_candidates(path, real_territory)


def test_a_guess_that_mends_nothing_is_not_proposed(
    tmp_path: Path, real_territory: Territory
) -> None:
    path = clean(tmp_path)
    text = path.read_text(encoding="utf-8").replace(";12.5;", ";beaucoup;")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInputError, match="beaucoup"):
        propose(path, real_territory)
    no_place = put(tmp_path, "ids.csv", "identifiant;nom\n6516611;x\n6516613;y\n")
    with pytest.raises(BadInputError, match="obligatoire"):
        propose(no_place, real_territory)


def test_postcodes_for_codes_stay_refused_whoever_says_yes(
    shared_data: Path, real_territory: Territory
) -> None:
    path = shared_data.parent / "cases/reading/postcodes_in_code_commune.csv"
    if not path.is_file():
        pytest.skip("no shared cases")
    with pytest.raises(BadInputError, match="codes postaux"):
        propose(path, real_territory)


DAMAGED = [
    "unclosed_quote_last_column.csv", "unclosedquote.csv", "xlsx-corrupt-row-loss.xlsx",
    "xlsx-xml-row-loss.xlsx", "geojson-feature-dropped.geojson", "curve_polygon_wkt.csv",
    "../hostile/fuzz10.gpkg", "../hostile/fuzz96.parquet", "../hostile/fuzz505.geoparquet",
    "../hostile/fuzz748.geojson", "../hostile/crs_link.geojson", "../hostile/vrt_local.geojson",
    "../hostile/wfs.geojson",
]  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_file_is_never_guessed(
    name: str, shared_data: Path, tmp_path: Path, real_territory: Territory
) -> None:
    held = shared_data.parent / "cases/reading" / name
    if not held.is_file():
        pytest.skip("no shared cases")
    path = tmp_path / held.name
    shutil.copyfile(held, path)
    with pytest.raises(BadInputError):
        propose(path, real_territory)


def test_a_sheet_is_chosen(tmp_path: Path, real_territory: Territory) -> None:
    path = tmp_path / "deux.xlsx"
    with pd.ExcelWriter(path, engine="xlsxwriter") as book:
        for name, towns in (("Nord", ["Sedan", "Reims"]), ("Sud", ["Nantes"])):
            table = pd.DataFrame(
                {"N°": range(1, len(towns) + 1), "Nom": "F", "Commune": towns, "Surface (ha)": 3}
            )
            table.to_excel(book, sheet_name=name, index=False)
    with pytest.raises(BadInputError, match="« Nord », « Sud »") as refused:
        propose(path, real_territory)  # one of two like tables would lose the other's sites
    assert "--sheet Nord" in refused.value.problems[0].remedy.fr
    south = read_so(path, real_territory, sheet="Sud")
    assert south.table["commune"].tolist() == ["Nantes"]
    with pytest.raises(BadInputError, match="Est"):
        propose(path, real_territory, Hints(sheet="Est"))


HABITS = {
    "groups.xlsx": [
        ["Site", "", "Lieu"], ["Réf.", "Dénomination", "Commune (INSEE)"],
        ["A-1", "Aciérie", "Hagondange (57283)"], ["A-2", "Halle", "Forbach (57227)"],
    ],
    "units.xlsx": [
        ["Id", "Désignation", "Commune", "Surface", "X", "Y"],
        ["", "", "(code INSEE)", "(ha)", "(L93, m)", "(L93, m)"],
        ["A-1", "Aciérie", "57283", "12", "930498", "6909880"],
        ["A-2", "Halle", "57227", "30", "984154", "6905600"],
    ],
    "apostrophes.xlsx": [
        ["N°\u00a0dossier", "Nom\ndu site", "Code\u00a0INSEE\n(commune)", "Superficie\n(m²)"],
        ["A-1", "Aciérie", "'57283", "'125\u202f000"], ["A-2", "Halle", "'57227", "'300 000"],
    ],
    "dep.csv": [
        ["ref", "site", "localisation", "ha"],
        ["A-1", "Aciérie", "57 - Moselle / Hagondange", "12"],
        ["A-2", "Halle", "57 - Moselle / Forbach", "30"],
    ],
    "address.csv": [
        ["id", "nom", "adresse", "ha"], ["A-1", "Aciérie", "12 rue du Port 57300 Hagondange", "12"],
        ["A-2", "Halle", "Route nationale 3, 57600 FORBACH CEDEX", "30"],
    ],
    "notes.xlsx": [
        ["Id", "Nom", "Commune", "Dép.", "Surface (ha)"],
        ["A-1", "Aciérie", "Hagondange", "57", "12"],
        ["A-2", "Halle", "Forbach", "57", "30"], ["", "", "", "", ""],
        ["NB :", "la liste n'est pas close", "", "", ""],
        ["(1)", "surface du cadastre", "", "", ""],
    ],
    "addresses.xlsx": [
        ["Réf.", "Friche", "Adresse", "S (ha)"],
        ["A-1", "Aciérie", "12 rue du Port, 57300 Hagondange", "12"],
        ["A-2", "Halle", "ZI Sud 57600 Forbach", "30"],
    ],
    "two_columns.xlsx": [
        ["Friches de la Moselle", ""], ["Nom", "Commune"],
        ["Aciérie", "Hagondange (57)"], ["Halle", "Forbach"],
    ],
    "links.csv": [
        ["id", "nom", "lien", "ha"],
        ["A-1", "Aciérie", "geo:49.2541,6.1679?z=15", "12"],
        ["A-2", "Halle", "www.carte/#map=15/49.1882/6.9005", "30"],
    ],
    "several.xlsx": [
        ["N°", "Nom", "Commune(s)", "Dép.", "Surface (ha)"],
        ["A-1", "Aciérie", "Hagondange et Talange", "57", "12"],
        ["A-2", "Halle", "Forbach / Stiring-Wendel", "57", "30"],
    ],
    "outlines.tsv": [
        ["gid", "libelle", "geom"],
        ["A-1", "Aciérie", "SRID=2154;POLYGON((930400 6909800,930600 6909800,930600 6909900"
         ",930400 6909800))"],
        ["A-2", "Halle", "SRID=2154;POLYGON((984100 6905500,984300 6905500,984300 6905700"
         ",984100 6905500))"],
    ],
}  # fmt: skip


def put_rows(folder: Path, name: str, rows: list[list[str]]) -> Path:
    if name.endswith(".xlsx"):
        with xlsxwriter.Workbook(folder / name) as book:
            sheet = book.add_worksheet("Friches")
            for k, row in enumerate(rows):
                sheet.write_row(k, 0, [cell or None for cell in row])
        return folder / name
    mark = "\t" if name.endswith(".tsv") else ";"
    return put(folder, name, "\n".join(mark.join(row) for row in rows) + "\n")


@pytest.mark.parametrize("name", HABITS)
def test_habits_of_headers_cells_and_notes(
    name: str, tmp_path: Path, real_territory: Territory
) -> None:
    table = read_so(put_rows(tmp_path, name, HABITS[name]), real_territory).table
    found = table.reset_index()[["site_id", "name", "insee"]].to_numpy().tolist()
    ids = ["ligne-3", "ligne-4"] if name == "two_columns.xlsx" else ["A-1", "A-2"]
    assert found == [[ids[0], "Aciérie", "57283"], [ids[1], "Halle", "57227"]]
    if name == "several.xlsx":
        assert table["communes"].tolist() == ["57283|57663", "57227|57660"]


def test_rows_of_one_name_are_told_as_possible_parcels(
    tmp_path: Path, real_territory: Territory
) -> None:
    rows = [["Site", "Commune", "Section", "Contenance"],
            ["Aciérie", "Hagondange (57)", "AB", "1 ha 20 a 35 ca"],
            ["Aciérie", "Hagondange (57)", "AC", "85 a 10 ca"],
            ["Aciérie", "Forbach (57)", "B", "2 ha"]]  # fmt: skip
    read = read_so(put_rows(tmp_path, "parcelles.xlsx", rows), real_territory)
    told = [one for one in read.findings if one.code == "rows_of_one_name"]
    assert len(told) == 1 and "lignes 2, 3" in told[0].message.fr
    assert len(read.table) == 3


def test_ares_and_centiares_in_columns_of_their_own(
    tmp_path: Path, real_territory: Territory
) -> None:
    rows = [["ref", "site", "commune", "ha", "a", "ca"], ["1", "A", "Sedan (08)", "12", "20", "35"],
            ["2", "B", "Reims (51)", "", "45", ""]]  # fmt: skip
    table = read_so(put_rows(tmp_path, "cadastre.csv", rows), real_territory).table
    assert table["surface_ha"].tolist() == [12.2035, 0.45]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["Id", "Commune", "Surface (ha)", "", "Id", "Commune", "Surface (ha)"],
          ["E1", "Sedan (08)", "12", "", "N1", "Reims (51)", "9"]], "côte à côte"),
        ([["id", "nom", "code postal", "surface_ha"], ["P1", "A", "08200", "9"]], "code postal"),
        ([["N°", "Site", "Commune", "Surface (ha)"], ["1", "A", "Sedan (08)", "4"],
          ["N°", "Site", "Commune", "Surface (m²)"], ["2", "B", "Reims (51)", "90000"]], "second"),
        ([["n°", "site", "ha", "X", "Y"], ["1", "A", "5", "293748", "5458723"],
          ["2", "B", "6", "346890", "5450500"]], "système"),
        ([["Nom", "Aciérie", "Halle"], ["Commune", "Hagondange", "Forbach"], ["Dépt", "57", "57"],
          ["Surface (ha)", "12", "30"]], "couché"),
        ([["Nom", "Surface (ha)", "Propriétaire"], ["A", "5", "EPORA"]], "où sont les sites"),
    ],
)  # fmt: skip
def test_what_would_be_lost_is_refused_in_words(
    rows: list[list[str]], words: str, tmp_path: Path, real_territory: Territory
) -> None:
    with pytest.raises(BadInputError, match=words):
        propose(put_rows(tmp_path, "liste.xlsx", rows), real_territory)
