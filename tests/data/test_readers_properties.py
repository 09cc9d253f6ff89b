"""Every reader of text: columns shuffled, BOM, CRLF, decimal commas, extra columns, truncation."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.data.build.candidates import FILE as CANDIDATES
from tisites.data.build.candidates import read_candidate_layer
from tisites.data.build.freight_stations import FILE as STATIONS
from tisites.data.build.freight_stations import read_freight_stations
from tisites.data.build.roads import EDGES_FILE, NODES_FILE, read_roads
from tisites.data.build.substations import FILE as POSTS
from tisites.data.build.substations import read_substations
from tisites.data.build.water import BASIN_FILE, LOW_FLOW_FILE, read_basins, read_low_flow
from tisites.data.build.workforce import JOBS_FILE, read_departement_jobs
from tisites.data.readers import candidates, communes, territories, zones
from tisites.data.sources import airports, enaf
from tisites.messages.errors import BadInputError

Rows = list[list[str]]


@dataclass(frozen=True)
class Case:
    """A reader, a good file of its own, and which columns may have decimal commas."""

    name: str
    read: Callable[[Path], pd.DataFrame]
    place: str
    rows: Rows
    sep: str = ";"
    decimals: tuple[str, ...] = ()


def file_in(read: Callable[[Path], pd.DataFrame], place: str) -> Callable[[Path], pd.DataFrame]:
    return lambda folder: read(folder / place)


def _roads(folder: Path) -> pd.DataFrame:
    nodes = folder / NODES_FILE
    nodes.write_text("id,lon,lat\n1,2.5,48.5\n2,2.6,48.5\n3,2.7,48.5\n")
    return read_roads(folder)[1].table


_FLOW = [f"VCN10_ete_{w}_{q}" for w in ("2C", "2.7C", "4C") for q in ("q05", "q50", "q95")]
_CODES = pd.Series(["01001", "01002"])
ENAF = [f"naf{y}art{y + 1}" for y in enaf.DECADE] + [f"art{y}act{y + 1}" for y in enaf.DECADE]
CASES = [
    Case(
        "substations",
        lambda folder: read_substations(folder).table,
        POSTS,
        [
            ["Code poste", "Nom poste", "FONCTION", "Etat", "Tension (kV)",
             "Longitude poste (DD)", "Latitude poste (DD)"],
            ["A", "TUILIÈRES", "Poste de transformation", "EN EXPLOITATION", "63kV", "0.6", "44.8"],
            ["B", "BÉZIERS", "Poste de transformation", "EN EXPLOITATION", "225kV", "3.2", "43.3"],
        ],
        decimals=("Longitude poste (DD)", "Latitude poste (DD)"),
    ),
    Case(
        "stations",
        lambda folder: read_freight_stations(folder).table,
        STATIONS,
        [
            ["code_uic", "libelle", "fret", "code_ligne", "rg_troncon", "pk", "x_wgs84", "y_wgs84"],
            ["87", "Mâcon", "O", "100", "1", "001+000", "2.25", "48.5"],
            ["88", "Sète", "O", "100", "1", "002+000", "2.75", "48.25"],
        ],
        decimals=("x_wgs84", "y_wgs84"),
    ),
    Case("roads", _roads, EDGES_FILE, [["a", "b", "km"], ["1", "2", "10.5"], ["2", "3", "7.25"]],
         ",", ("km",)),
    Case(
        "low flow",
        lambda folder: read_low_flow(folder, _CODES).table,
        LOW_FLOW_FILE,
        [["insee", *_FLOW], ["01001", *["-40.5", "-10.5", "30.5"] * 3],
         ["01002", *["-41.5", "-11.5", "31.5"] * 3]],
        ",",
        tuple(_FLOW),
    ),
    Case(
        "basins",
        lambda folder: read_basins(folder).reset_index(),
        BASIN_FILE,
        [["insee", "bassin"], ["01001", "D"], ["01002", "H"]],
        ",",
    ),
    Case(
        "jobs",
        lambda folder: read_departement_jobs(folder, pd.Series(["01", "02"])).table,
        JOBS_FILE,
        [["dep", "industrie"], ["01", "21.2"], ["02", "19.4"]],
        ",",
        ("industrie",),
    ),
    Case(
        "candidates",
        lambda folder: read_candidate_layer(folder).table,
        CANDIDATES,
        [
            ["uid", "site_nom", "site_type", "site_statut", "insee", "surface_m2", "lon", "lat",
             "sol_pollution_existe", "urba_zone_type", "coord_quality", "surface_quality", "src"],
            ["a", "Forge, l'ancienne", "x", "y", "01001", "350.5", "4.25", "46.5", "z", "U",
             "site point", "site", "s"],
            ["b", "Île", "x", "y", "01002", "99.5", "4.75", "46.25", "z", "U", "site point",
             "site", "s"],
        ],
        ",",
        ("surface_m2", "lon", "lat"),
    ),
    Case(
        "friches",
        file_in(candidates.read_friches, "f.csv"),
        "f.csv",
        [
            ["site_id", "site_nom", "site_type", "site_statut", "comm_insee",
             "unite_fonciere_surface", "sol_pollution_existe", "urba_zone_type", "source_nom",
             "geompoint"],
            ["a", "Forge", "x", "y", "01001", "350", "z", "U", "s", "POINT(4.25 46.5)"],
            ["b", "Île", "x", "NA", "01002", "99", "z", "U", "s", "POINT(4.75 46.25)"],
        ],
    ),
    Case(
        "census",
        file_in(communes.read_population_20_64, "p.csv"),
        "p.csv",
        [["CODGEO", "P21_POP2064"], ["01001", "461.5"], ["01002", "12.25"]],
        decimals=("P21_POP2064",),
    ),
    Case(
        "movements",
        file_in(communes.read_movements, "m.csv"),
        "m.csv",
        [["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"],
         ["32", "2019-01-01", "COM", "01004", "COM", "01003"],
         ["32", "2020-01-01", "COM", "01005", "COM", "01003"]],
        ",",
    ),
    Case(
        "members",
        file_in(territories.read_members, "t.csv"),
        "t.csv",
        [["id_ti", "lib_ti", "epci_siren", "epci_nom"], ["ti-1", "Bléré", "200", "CC"],
         ["ti-2", "Deux", "201", "CA"]],
    ),
    Case(
        "jobs",
        file_in(communes.read_jobs, "j.csv"),
        "j.csv",
        [["CODGEO", "P16_EMPLT", "P21_EMPLT"], ["01001", "1.5", "461.5"], ["01002", "2", "12.25"]],
        decimals=("P21_EMPLT",),
    ),
    Case(
        "phase 1",
        file_in(territories.read_phase_1, "p.csv"),
        "p.csv",
        [["Libelle Territoire", "Code INSEE EPCI", "Nom EPCI"], ["Ain", "200", "CC"],
         ["Île", "201", "CA"]],
    ),
    Case(
        "rebond",
        file_in(territories.read_rebond, "r.csv"),
        "r.csv",
        [["territoire", "epci_siren"], ["Vire", "200068799"], ["Dk", "245900428"]],
    ),
    Case(
        "flood plans",
        file_in(zones.read_flood_plans, "g.csv"),
        "g.csv",
        [["CODE INSEE COMMUNE", "LIBELLE ETAT", "LIBELLE RISQUE 1"],
         ["76351", "Opposable", "Inondation"], ["76352", "Prescrit", "Inondation à crue"]],
    ),
    Case(
        "airports",
        file_in(airports.read, "a.csv"),
        "a.csv",
        [["icao", "iata", "name", "lat", "lon", "country"],
         ["LFPG", "CDG", "Roissy", "49.01", "2.55", "FR"],
         ["FMEE", "RUN", "Gillot", "-20.89", "55.51", "RE"]],
        ",",
        ("lat", "lon"),
    ),
    Case(
        "land take",
        file_in(enaf.read, "e.csv"),
        "e.csv",
        [["idcom", *ENAF, "naf09art21"], ["01001", *["1500.5"] * len(ENAF), "15005.5"],
         ["01002", *["0.5"] * len(ENAF), "0.25"]],
        decimals=("naf11art12", "art11act12"),
    ),
]  # fmt: skip


def written(rows: Rows, sep: str, end: str = "\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=sep, lineterminator=end).writerows(rows)
    return text.getvalue()


def outcome(case: Case, content: bytes) -> pd.DataFrame:
    with TemporaryDirectory() as scratch:
        path = Path(scratch) / case.place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        table = case.read(Path(scratch))
    plain = pd.DataFrame({name: table[name].astype("str") for name in table.columns})
    return plain.sort_values(list(plain.columns), ignore_index=True)


def good(case: Case) -> pd.DataFrame:
    return outcome(case, written(case.rows, case.sep).encode())


cases = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@cases
@settings(max_examples=10, deadline=None)
@given(data=st.data())
def test_order_of_columns_and_rows_and_extra_columns_change_nothing(
    case: Case, data: st.DataObject
) -> None:
    header, *rows = case.rows
    order = data.draw(st.permutations(range(len(header))))
    extra = data.draw(st.sampled_from(["", "commentaire", "Ünused"]))
    wide = [[row[k] for k in order] for row in (header, *data.draw(st.permutations(rows)))]
    if extra:
        wide = [[*row, extra if k == 0 else "x"] for k, row in enumerate(wide)]
    pd.testing.assert_frame_equal(outcome(case, written(wide, case.sep).encode()), good(case))


@cases
@pytest.mark.parametrize("bom", ["", "\ufeff"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("sep", [";", ","])
def test_bom_line_ends_and_the_other_separator_change_nothing(
    case: Case, bom: str, end: str, sep: str
) -> None:
    content = (bom + written(case.rows, sep, end)).encode()
    pd.testing.assert_frame_equal(outcome(case, content), good(case))


@cases
def test_decimal_commas_are_the_same_numbers(case: Case) -> None:
    header, *rows = case.rows
    commas = [
        [
            cell.replace(".", ",") if name in case.decimals else cell
            for name, cell in zip(header, row, strict=True)
        ]
        for row in rows
    ]
    content = written([header, *commas], case.sep).encode()
    pd.testing.assert_frame_equal(outcome(case, content), good(case))


@cases
@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_a_cut_file_is_refused_or_is_whole_rows(case: Case, data: st.DataObject) -> None:
    content = written(case.rows, case.sep).encode()
    cut = content[: data.draw(st.integers(0, len(content) - 1))]
    whole = [written(case.rows[: n + 1], case.sep).encode() for n in range(1, len(case.rows))]
    if cut in whole:  # a cut between two rows shows by their number only (rows_at_least)
        return
    with pytest.raises(BadInputError):
        outcome(case, cut)


def test_thousands_are_not_taken_for_decimals(tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_text('CODGEO;P21_POP2064\n01001;"1,234"\n01002;"12,500"\n')
    with pytest.raises(BadInputError, match="nombre attendu"):
        communes.read_population_20_64(path)


def test_latin_1_and_utf_8_give_the_same_names() -> None:
    case = CASES[0]
    content = written(case.rows, case.sep)
    first, second = (outcome(case, content.encode(name)) for name in ("latin-1", "utf-8"))
    pd.testing.assert_frame_equal(first, second)
    assert "TUILIÈRES" in first["nom"].tolist()
