"""A small solved run made by hand: twelve sites in the mainland, Corsica and overseas."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import geopandas
import numpy as np
import pandas as pd
import pytest
from rich.console import Console
from scipy.sparse import csr_array
from shapely.geometry import Point, box

from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.eligibility_rules import EligibilityRules
from tisites.criteria.assumptions import Assumptions
from tisites.data.write import LayerSource, write_pack
from tisites.messages.findings import Finding
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text, speaking
from tisites.messages.typography import plain
from tisites.model.admit import Admission
from tisites.model.kinds import GroupCount, SeparationRule, Total
from tisites.model.program import Program
from tisites.model.sites import Sites
from tisites.model.terms import Separation
from tisites.run.answer.outcome import Outcome
from tisites.run.prepare.prepared import Once
from tisites.run.prepare.request import Request
from tisites.score.scores import Scores
from tisites.solver.solution import Proof, Solution
from tisites.territory.crs import project, zones_of_deps
from tisites.territory.territory import load_territory

#: dep, its name, reg, its name, lon, lat of its middle.
PLACES = (
    ("71", "Saône-et-Loire", "27", "Bourgogne-Franche-Comté", 4.5, 46.6),
    ("59", "Nord", "32", "Hauts-de-France", 3.2, 50.4),
    ("2A", "Corse-du-Sud", "94", "Corse", 8.9, 41.9),
    ("971", "Guadeloupe", "01", "Guadeloupe", -61.5, 16.2),
    ("972", "Martinique", "02", "Martinique", -61.0, 14.65),
    ("973", "Guyane", "03", "Guyane", -53.0, 4.5),
    ("974", "La Réunion", "04", "La Réunion", 55.5, -21.1),
    ("976", "Mayotte", "06", "Mayotte", 45.15, -12.8),
)


def communes() -> geopandas.GeoDataFrame:
    rows = [
        {
            "insee": f"{dep}{'0' * (4 - len(dep))}1",
            "nom": f"Commune de {name}",
            "dep": dep,
            "dep_nom": name,
            "reg": reg,
            "reg_nom": reg_name,
            "epci_siren": f"2000{k:05d}",
            "epci_nom": f"EPCI de {name}",
            "zone_emploi": reg + dep[:2],
            "ti_id": None,
            "water_basin": "B1",
            "surface_ha": 2000.0,
            "population": 5000.0,
            "population_20_64": 2800.0,
            "zre": False,
            "geometry": Point(lon, lat),
        }
        for k, (dep, name, reg, reg_name, lon, lat) in enumerate(PLACES)
    ]
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=4326)


def outlines(code: str, index: int) -> geopandas.GeoDataFrame:
    rows = [
        {
            code: place[index],
            "nom": place[index + 1],
            "geometry": box(place[4] - 0.4, place[5] - 0.3, place[4] + 0.4, place[5] + 0.3),
        }
        for place in PLACES
    ]
    return geopandas.GeoDataFrame(rows, geometry="geometry", crs=4326)


def small_pack(folder: Path, *, synthetic: bool):
    source = LayerSource("Contours", "IGN", "Licence Ouverte 2.0", "ADMIN", "2024", synthetic)
    return write_pack(
        folder,
        "petit",
        [
            ("communes", source, communes()),
            ("departements", source, outlines("dep", 0)),
            ("regions", source, outlines("reg", 2)),
        ],
        built="2025-01-01",
    )


def site_table(n: int = 12) -> pd.DataFrame:
    places = communes().drop(columns=["geometry", "surface_ha"])
    rows = []
    for k in range(n):
        place = places.iloc[k % len(places)]
        lon, lat = PLACES[k % len(places)][4:]
        rows.append(
            {
                "site_id": f"S{k:03d}",
                "name": f"Friche [n° {k}]",
                "site_type": "friche industrielle",
                "status": "friche sans projet",
                "surface_ha": 5.0 + 10.0 * k,
                "lon": lon + 0.01 * k,
                "lat": lat + 0.01 * k,
                "line": k + 2,
                "commune": place["nom"],
                "overseas": len(place["dep"]) == 3,
                **place[[c for c in places.columns if c in COLUMNS]].to_dict(),
            }
        )
    table = pd.DataFrame(rows).set_index("site_id").reindex(columns=[*COLUMNS, "overseas"])
    table["zone"] = zones_of_deps(table["dep"])
    table["x_m"], table["y_m"] = project(table["lon"], table["lat"], table["zone"])
    return table


def scores_of(index: pd.Index) -> Scores:
    score = 50.0 + np.arange(len(index), dtype=float)
    table = pd.DataFrame(
        {"score": score, "score_low": score - 4, "score_high": score + 3, "reliability": 0.9},
        index=index,
    )
    return Scores(table, pd.DataFrame({"zan": score * 0.6, "water": score * 0.4}, index=index))


def program_of(sites: Sites, scores: Scores) -> Program:
    """Choose 8; each region holds 0 to 1 site, but the first may hold none; two ZAN rows."""
    n = len(sites)
    regions = sorted(set(sites.table["reg"]))
    choose = np.ones((1, n))
    counts = np.array([(sites.table["reg"] == reg).to_numpy(float) for reg in regions])
    hectares = sites.table["surface_ha"].to_numpy(float)[None, :]
    matrix = csr_array(np.vstack([choose, counts, hectares]))
    upper = np.concatenate([[8.0], np.ones(len(regions)), [1000.0]])
    lower = np.concatenate([[8.0], np.full(len(regions), -np.inf), [-np.inf]])
    return Program(
        columns=sites.table.index.to_numpy(dtype=object),
        value=scores.table["score"].to_numpy(),
        lower=np.zeros(n),
        upper=np.ones(n),
        integer=np.ones(n, dtype=bool),
        matrix=matrix,
        row_lower=lower,
        row_upper=upper,
        row_labels=("choose", *(f"region_ceiling[{reg}]" for reg in regions), "zan_total"),
        row_constraints=("choose", *("region_ceiling" for _ in regions), "zan_total"),
        separations=(
            Separation(
                "spacing",
                15.0,
                sites.table["x_m"].to_numpy(),
                sites.table["y_m"].to_numpy(),
                sites.table["zone"].to_numpy(),
            ),
        ),
        row_groups=("", *(f"Région {reg} ({reg})" for reg in regions), ""),
    )


def build_outcome(
    pack, table: pd.DataFrame, chosen: np.ndarray, *, proof=Proof.OPTIMAL, gap: float = 0.0,
    synthetic: bool = False, findings: tuple[Finding, ...] = (), out: int = 0,
    certified: bool = True,
) -> Outcome:  # fmt: skip
    """Build an outcome; the last ``out`` sites of the table are not eligible."""
    eligible = pd.Series(np.arange(len(table)) < len(table) - out, index=table.index)
    reason = eligible.map({True: "", False: "surface_below_minimum"})
    text = eligible.map({True: "", False: "surface sous le minimum"})
    here = table[eligible.to_numpy()]
    scores = scores_of(here.index)
    spec = SimpleNamespace(unit="ha", label=Text("surface", "surface"))
    indicators = SimpleNamespace(
        most=pd.DataFrame(),
        table=pd.DataFrame(
            {
                "surface_used_ha": here["surface_ha"],
                "hv_substation_km": 2.0,
                **{f"grid_ready_year{end}": 2031.0 for end in ("_low", "", "_high")},
                **{f"available_year{end}": 2031.0 for end in ("_low", "", "_high")},
                **{f"steps_years{end}": 4.0 for end in ("_low", "", "_high")},
            }
        ),
        specs={"surface_used_ha": spec},
    )
    sites = Sites(here, indicators)
    program = program_of(sites, scores)
    x = np.zeros(len(sites))
    x[chosen] = 1.0
    value = program.objective(x)
    solution = Solution(
        proof, np.asarray(chosen), x, value, value * (1 + gap), program.matrix @ x, "cbc 2.10",
        {"prove": 1.25}, {"nodes": 3.0}, certified=certified,
    )  # fmt: skip
    rules = {
        "region_ceiling": GroupCount(
            kind="group_count", by="region", max=1, label="Plafond par région", source="toy"
        ),
        "zan_total": Total(
            kind="total", use="surface_used_ha", max=1e6, label="Total ZAN", source="toy"
        ),
        "spacing": SeparationRule(kind="separation", km=15.0, source="toy"),
    }
    model = SimpleNamespace(
        equity={},
        title="Sites clés en main",
        title_en="Turnkey sites",
        titled=Text("Sites clés en main", "Turnkey sites"),
        choose=len(chosen),
        choose_at_most=False,
        constraint=rules,
        score={
            "zan": SimpleNamespace(label="Sobriété foncière", label_en="Land", weight=3.0),
            "water": SimpleNamespace(label="Eau", label_en="", weight=2.0),
        },
        access=None,
        assumptions=Assumptions(),
        eligibility=EligibilityRules(),
        model_dump=lambda mode: {"mode": mode},
    )
    clock = Stopwatch(seconds={"load": 0.4, "solve": 1.3, "write": 0.2})
    prepared = SimpleNamespace(
        request=Request(gap_rel=0.01 if proof is Proof.WITHIN_GAP else 0.0),
        model=model,
        scenario="reference",
        territory=load_territory(pack),
        candidates=Candidates(table, (), "sites.csv", "0" * 64, synthetic),
        admission=Admission(eligible, reason, text, pd.Series("", index=eligible.index)),
        indicators=indicators,
        scores=scores,
        sites=sites,
        program=program,
        findings=findings,
        stopwatch=clock,
        synthetic=synthetic,
        once=Once(),
    )
    return Outcome(prepared, solution)


FINDINGS = (
    Finding("candidates", "surface_suspect", "warning", Text("surface douteuse", "odd surface"),
            Text("vérifier", "check"), "S001", 3),
    Finding("candidates", "surface_suspect", "warning", Text("surface douteuse", "odd surface"),
            Text("vérifier", "check"), "S002", 4),
    Finding("criteria", "no_road", "info", Text("pas de route", "no road"), Text("-", "-"), "S003"),
)  # fmt: skip


@pytest.fixture(scope="session")
def pack(tmp_path_factory):
    return small_pack(tmp_path_factory.mktemp("pack") / "petit", synthetic=False)


@pytest.fixture
def make(pack):
    """Build an outcome over the small pack: one site a territory, eight in all."""

    def build(**options) -> Outcome:
        options.setdefault("findings", FINDINGS)
        options.setdefault("out", 2)
        table = options.pop("table", None)
        chosen = options.pop("chosen", np.arange(8))
        return build_outcome(pack, site_table() if table is None else table, chosen, **options)

    return build


@pytest.fixture
def said():
    """Run a printing function and return what a pipe would receive."""

    def run(show, *arguments, lang: str = "fr", width: int = 100, terminal: bool = False) -> str:
        import io

        stream = io.StringIO()
        console = Console(file=stream, width=width, force_terminal=terminal, highlight=False)
        with speaking(lang):
            show(*arguments, console)
        return plain(stream.getvalue())

    return run
