"""Golden values of real sites, recomputed from the raw files alone: nothing of tisites is imported.

    uv run python tests/criteria/golden_recompute.py [FOLDER OF RAW DATA] > golden_sites.csv

Each figure is written with how it was found: file, lines, arithmetic. Distances are geodesics on
the ellipsoid where tisites measures in a projection; travel times come from a plain Dijkstra.
"""

from __future__ import annotations

import csv
import heapq
import json
import math
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

from pyproj import Geod, Transformer

SITES = (
    "59183_11697", "59359_13985", "76351_14880", "76351_22356", "76384_26668", "13039_6460",
    "13047_6445", "44184_18636", "57606_23388", "57240_11612", "31555_16071", "33056_1077",
    "38068_12919", "54099_11633", "76005_22561", "93001_7573", "59526_25185", "67379_36331",
    "08081_03", "34117_8724", "P23_6659", "P23_1775", "P23_5049", "P23_1746",
    "ADEME_97", "P23_6686", "P23_6720",
    "P23_5425", "P23_5427", "P23_7274", "P23_5449", "P23_7948",
)  # fmt: skip
#: Sites whose workers within 30 minutes are counted too (slow).
ROAD_SITES = ("59359_13985", "76384_26668", "P23_1775", "34117_8724", "P23_6720", "P23_7274")
GEOD = Geod(ellps="GRS80")
DETOUR = 1.2
OVERSEAS, CORSICA = "97", ("2A", "2B")
OVERSEAS_EPSG = {"973": 2972}  # Guyane's graph is of one piece, around Cayenne
#: Nominal shares already urbanised (docs/criteria.md), copied by hand from the page.
URBANISED = {
    ("built", "urban"): 0.98, ("built", "future"): 0.9, ("built", "rural"): 0.8,
    ("built", "untold"): 0.9, ("open", "urban"): 0.8, ("open", "future"): 0.5,
    ("open", "rural"): 0.2, ("open", "untold"): 0.5, ("unbuilt", "urban"): 0.5,
    ("unbuilt", "future"): 0.1, ("unbuilt", "rural"): 0.05, ("unbuilt", "untold"): 0.1,
}  # fmt: skip
OPEN = {"friche carrière ou mine", "friche militaire"}
UNTOLD = {"", "inconnu", "autre"}
#: What the words of the standard make of a status; one that says nothing may be any of them.
STATUSES = {"friche potentielle", "friche sans projet", "friche avec projet", "friche reconvertie"}
ZONING = {"U": "urban", "AUc": "future", "AUs": "future", "A": "rural", "N": "rural"}


class Raw:
    """The raw files, as lists of rows with their line numbers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.sites = {r["uid"]: r for r in self.rows("candidates/friches_france.csv")}
        self.communes = {r["insee"]: r for r in self.rows("territories/communes.csv")}

    @cache  # noqa: B019
    def rows(self, file: str, sep: str = ",", encoding: str = "utf-8-sig") -> list[dict[str, str]]:
        """Return the rows, each with its line (``#``)."""
        with (self.folder / file).open(encoding=encoding, newline="") as stream:
            reader = csv.DictReader(stream, delimiter=sep)
            return [{**row, "#": str(reader.line_num)} for row in reader]

    def one(self, file: str, key: str, value: str) -> dict[str, str] | None:
        """Return the row of a key."""
        return self.index(file, key).get(value)

    @cache  # noqa: B019
    def index(self, file: str, key: str) -> dict[str, dict[str, str]]:
        """Return the rows by key."""
        return {row[key]: row for row in self.rows(file)}


def kind(site: dict[str, str]) -> str:
    """Return built, open or untold."""
    if site["site_type"] in OPEN:
        return "open"
    return "untold" if site["site_type"] in UNTOLD else "built"


def urbanised(site: dict[str, str]) -> float:
    """Return the share already urbanised: of a blank, of the worst word there is."""
    kinds = {kind(site)} - {"untold"} or {"built", "open", "unbuilt"}
    zones = {ZONING[site["urba_zone_type"]]} if site["urba_zone_type"] in ZONING else {
        "urban", "future", "rural", "untold",
    }  # fmt: skip
    return min(URBANISED[k, z] for k in kinds for z in zones)


def km(a: tuple[float, float], b: tuple[float, float]) -> float:
    """Return the geodesic between two points lon, lat."""
    return GEOD.inv(*a, *b)[2] / 1000.0


def nearest(place: tuple[float, float], rows: list[dict[str, str]], lon: str, lat: str):
    """Return distance and row of the nearest point."""
    return min(
        ((km(place, (float(r[lon]), float(r[lat]))), r) for r in rows), key=lambda pair: pair[0]
    )


def substations(raw: Raw) -> list[tuple[float, dict[str, str]]]:
    """Return substations that transform and live, with their voltage."""
    found = []
    for row in raw.rows("network/postes-electriques-rte.csv", ";", "latin-1"):
        digits = row["Tension (kV)"].removesuffix("kV").strip()
        if row["FONCTION"] == "Poste de transformation" and row["Etat"] == "EN EXPLOITATION":
            try:
                found.append((float(digits), row))
            except ValueError:
                continue
    return found


def mw(km_by: dict[str, float]) -> float:
    """Return the power of the distance rule, arrêté du 9 juin 2020, art. 134."""
    d1, d2, d3 = (DETOUR * km_by[k] for k in ("htb1", "htb2", "htb3"))
    return max(min(100, 1000 / d1), min(400, 10000 / d2), 1000.0 if d3 <= 20 else 0.0)


def land(raw: Raw, uid: str):
    """Yield surface, hectares recycled and taken, jobs."""
    site = raw.sites[uid]
    line = f"friches_france.csv line {site['#']}"
    area = float(site["surface_m2"]) / 10_000
    yield "surface_ha", area, f"{line}: surface_m2 {site['surface_m2']} / 10 000"
    u = urbanised(site)
    words = f"{line}: {site['site_type'] or 'no type'}, zone {site['urba_zone_type'] or 'unknown'}"
    free = site["site_statut"] in STATUSES - {"friche reconvertie"}
    back = area * u if free else 0.0
    yield "recycled_ha", back, f"{words}: u = {u}, status {site['site_statut']}"
    yield "zan_debit_ha", area * (1 - u), f"{words}: surface × (1 - {u})"
    yield "labour_need_jobs", 15 * area, "15 jobs/ha × surface (reference assumption)"


def people(raw: Raw, uid: str):
    """Yield unemployment, industry, programme."""
    town = raw.communes[raw.sites[uid]["insee"]]
    at = f"communes.csv line {town['#']} ({town['nom']})"
    rate = raw.one("workforce/zones_emploi_2020_chomage.csv", "ze2020", town["ze2020"])
    value = float(rate["chomage_2025T4"]) if rate else math.nan
    told = f"zones_emploi_2020_chomage.csv line {rate['#']}" if rate else "zone absent: unknown"
    yield "unemployment_pct", value, f"{at}, ze2020 {town['ze2020']}, {told}"
    jobs = raw.one("workforce/emploi_par_secteur_departement_2019.csv", "dep", town["dep"])
    told = f"emploi_par_secteur_departement_2019.csv line {jobs['#']}" if jobs else "absent"
    value = float(jobs["industrie"]) if jobs else math.nan
    yield "industry_job_share_pct", value, f"{at}, dep {town['dep']}, {told}"
    file = "territories/territoires_industrie_2023_epci.csv"
    member = [r for r in raw.rows(file) if r["epci_siren"] == town["epci_siren"]]
    told = f"line {member[0]['#']} {member[0]['lib_ti']}" if member else "EPCI not listed"
    assert bool(member) == bool(town["ti2023"]), uid  # the derived column agrees
    yield "in_territoire_industrie", float(bool(member)), f"{at}, {Path(file).name}: {told}"


def water(raw: Raw, uid: str):
    """Yield ZRE and low flow."""
    insee = raw.sites[uid]["insee"]
    codes = json.loads((raw.folder / "water/zre_communes.json").read_text(encoding="utf-8"))
    listed = insee in set(map(str, codes["codes"]))
    covered = not insee.startswith((OVERSEAS, *CORSICA))
    told = "listed" if listed else "not listed" if covered else "not covered: unknown"
    value = float(listed) if covered or listed else math.nan
    yield "zre", value, f"zre_communes.json: {insee} {told}"
    row = raw.one("water/explore2_etiage_communes.csv", "insee", insee)
    for end, quantile in (("_low", "q05"), ("", "q50"), ("_high", "q95")):
        cell = row[f"VCN10_ete_2.7C_{quantile}"] if row else ""
        told = f"line {row['#']}, VCN10_ete_2.7C_{quantile}" if row else f"{insee} absent: unknown"
        yield (
            f"low_flow_change_pct{end}",
            float(cell) if cell else math.nan,
            f"explore2_etiage_communes.csv: {told}",
        )


def networks(raw: Raw, uid: str):
    """Yield distances and power."""
    site = raw.sites[uid]
    place = (float(site["lon"]), float(site["lat"]))
    if site["dep"].startswith((OVERSEAS, *CORSICA)):
        for name in ("hv_substation_km", "substation_225_km", "feasible_mw", "freight_station_km"):
            yield name, math.nan, "no layer in Corsica and overseas: unknown"
        return
    grid = substations(raw)

    def close(least: float, below: float = 1e9):
        return nearest(
            place,
            [r for v, r in grid if least <= v < below],
            "Longitude poste (DD)",
            "Latitude poste (DD)",
        )

    for name, kv in (("hv_substation_km", 63), ("substation_225_km", 225)):
        d, row = close(kv)
        yield name, d, f"postes-electriques-rte.csv line {row['#']} {row['Nom poste']}, geodesic"
    by = {"htb1": close(50, 130), "htb2": close(130, 350), "htb3": close(350, 500)}
    told = "; ".join(f"{k} {d:.3f} km {r['Nom poste']}" for k, (d, r) in by.items())
    power = mw({k: d for k, (d, _) in by.items()})
    yield "feasible_mw", power, f"art. 134 with × {DETOUR}: {told}"
    stations = [r for r in raw.rows("network/liste-des-gares.csv", ";") if r["fret"] == "O"]
    d, row = nearest(place, stations, "x_wgs84", "y_wgs84")
    yield "freight_station_km", d, f"liste-des-gares.csv line {row['#']} {row['libelle']}, geodesic"


class Roads:
    """The road graph in minutes at 80 km/h; places join by the nearest node in 6 sectors."""

    def __init__(self, raw: Raw, dep: str = "", epsg: int = 2154) -> None:
        """Read the mainland's graph, or that of an overseas département, of one piece."""
        to = Transformer.from_crs(4326, epsg, always_xy=True)
        self.flat = to
        kind = "highways_outremer" if dep else "highways"
        nodes = raw.rows(f"network/{kind}_nodes.csv")
        here = {r["id"] for r in nodes if r.get("dep", "") == dep}
        edges = [e for e in raw.rows(f"network/{kind}_edges.csv") if e["a"] in here]
        used = {e[end] for e in edges for end in "ab" if e["a"] != e["b"]}
        nodes = [r for r in nodes if r["id"] in used]
        x, y = to.transform([float(r["lon"]) for r in nodes], [float(r["lat"]) for r in nodes])
        self.place = {r["id"]: (x[k], y[k]) for k, r in enumerate(nodes)}
        self.next = defaultdict(list)
        for e in edges:
            minutes = float(e["km"]) / 80 * 60
            self.next[e["a"]].append((e["b"], minutes))
            self.next[e["b"]].append((e["a"], minutes))
        self.towns = []
        for town in raw.communes.values():
            if town["lon"] and (town["dep"] == dep if dep else town["dep"][:2] != OVERSEAS):
                where = to.transform(float(town["lon"]), float(town["lat"]))
                head = float(town["population"]) * 0.58  # the assumption where the count is unknown
                head = float(town["population_20_64"]) if town["population_20_64"] else head
                self.towns.append((where, head, {}))

    def gates(self, p: tuple[float, float]) -> list[tuple[str, float]]:
        """Return the nearest node in each sector, with minutes to it."""
        near = sorted(
            (math.dist(p, q), n)
            for n, q in self.place.items()
            if abs(p[0] - q[0]) <= 4e4 and abs(p[1] - q[1]) <= 4e4
        )
        best = {}
        for gap, node in near:
            q = self.place[node]
            turn = math.atan2(q[1] - p[1], q[0] - p[0]) / (2 * math.pi) % 1.0
            if gap <= 4e4:
                best.setdefault(int(turn * 6) % 6, (node, gap / 1000 * 1.3 / 50 * 60))
        return list(best.values())

    def within(self, lon: float, lat: float, limit: float) -> tuple[float, int]:
        """Return people and communes within a limit of minutes."""
        p = self.flat.transform(lon, lat)
        best = {}
        heap = [(leg, node) for node, leg in self.gates(p)]
        heapq.heapify(heap)
        while heap:
            t, node = heapq.heappop(heap)
            if node in best or t > limit:
                continue
            best[node] = t
            for other, minutes in self.next[node]:
                heapq.heappush(heap, (t + minutes, other))
        people, count = 0.0, 0
        for q, head, memory in self.towns:
            gap = math.dist(p, q) / 1000
            if gap > 80:
                continue
            t = gap * 1.3 / 50 * 60 if gap <= 15 else math.inf
            if "gates" not in memory:
                memory["gates"] = self.gates(q)
            t = min([t, *(best.get(n, math.inf) + leg for n, leg in memory["gates"])])
            if t <= limit:
                people, count = people + head, count + 1
        return people, count


#: Ports without a sea port at their point, and airports of islands without a bridge: by eye.
NO_PORT = [
    "FRHGT",
    "FRHON",
    "FRJAV",
    "FRLPC",
    "FRMDH",
    "FRMT7",
    "FROR6",
    "FRPAR",
    "FRUSJ",
    "GPSBH",
    "REREU",
    "RERUN",
]
NO_AIRPORT = ["LFEY", "TFFA", "TFFM", "TFFS", "_MLH"]


def island(dep: str) -> str:
    """Return the landmass of a département."""
    return "corsica" if dep in CORSICA else dep if dep.startswith(OVERSEAS) else "mainland"


def island_of(lon: float, lat: float) -> str:
    """Return the landmass of a place anywhere in France."""
    boxes = (
        ("corsica", 8.4, 9.7, 41.2, 43.2), ("mainland", -6, 9.7, 41.2, 52),
        ("971", -62, -61, 15.8, 16.6), ("972", -61.5, -60.7, 14.3, 15), ("973", -55, -51, 2, 6),
        ("974", 55, 56, -21.5, -20.8), ("976", 44.9, 45.4, -13.1, -12.5),
    )  # fmt: skip
    return next((n for n, w, e, s, t in boxes if w <= lon <= e and s <= lat <= t), "elsewhere")


def gateways(raw: Raw, uid: str):
    """Yield ports and airports of the same landmass."""
    site = raw.sites[uid]
    place, land_ = (float(site["lon"]), float(site["lat"])), island(site["dep"])
    published = json.loads((raw.folder / "network/sea_ports.json").read_text(encoding="utf-8"))
    ports = []
    for code, port in published.items():
        lon, lat = port["coordinates"]
        lon, lat = (lat, lon) if code == "REPDG" else (lon, lat)  # published the other way round
        if code not in NO_PORT and island_of(lon, lat) == land_:
            ports.append({"lon": lon, "lat": lat, "name": f"{code} {port['name']}"})
    airports = [
        {"lon": r["lon"], "lat": r["lat"], "name": f"line {r['#']} {r['name']}"}
        for r in raw.rows("network/airports.csv")
        if r["iata"]
        and r["icao"] not in NO_AIRPORT
        and island_of(float(r["lon"]), float(r["lat"])) == land_
    ]
    for name, file, rows in (
        ("port_km", "sea_ports.json", ports),
        ("airport_km", "airports.csv", airports),
    ):
        if not rows:
            yield name, math.nan, f"{file}: none on this landmass, unknown"
            continue
        d, row = nearest(place, rows, "lon", "lat")
        yield name, d, f"{file} {row['name']}, geodesic"


def drought(raw: Raw, uid: str):
    """Yield the severity of drought on the day of the file."""
    dep = raw.sites[uid]["dep"]
    file = "water/vigieau_restrictions_2026-07-02.csv"
    levels = [float(r["severity"]) for r in raw.rows(file) if r["departement_code"] == dep]
    told = f"{Path(file).name}: {len(levels)} zones of {dep}" if levels else f"{dep} not listed"
    yield "drought_severity_level", sum(levels) / len(levels) if levels else math.nan, told
    yield "drought_severity_level_high", max(levels, default=4.0), told


FAMILIES = (land, people, water, networks, gateways, drought)


def golden(folder: Path):
    """Yield site, indicator, value, how."""
    raw = Raw(folder)
    for uid in SITES:
        for family in FAMILIES:
            for name, value, how in family(raw, uid):
                yield uid, name, value, how
    roads = Roads(raw)
    for uid in ROAD_SITES:
        site = raw.sites[uid]
        if site["dep"].startswith(OVERSEAS):
            graph, files = Roads(raw, site["dep"], OVERSEAS_EPSG[site["dep"]]), "highways_outremer"
        else:
            graph, files = roads, "highways"
        heads, count = graph.within(float(site["lon"]), float(site["lat"]), 30)
        yield uid, "workers_30min", heads, f"Dijkstra over {files}_*.csv: {count} communes"


def main() -> None:
    """Write the table."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "../shared/data")
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(("site_id", "indicator", "value", "how"))
    for uid, name, value, how in golden(folder):
        out.writerow((uid, name, "" if math.isnan(value) else f"{value:.6g}", how))


if __name__ == "__main__":
    main()
