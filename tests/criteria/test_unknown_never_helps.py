"""No known value of a datum counts for less than its absence, whatever the indicator and its scale.

Every datum that criteria read of a candidate file (:data:`tisites.criteria.blanks.FIELDS`) is
blanked, alone and with others. The interval of the blank must hold that of every value, end by
end, and so must the range of what each end may be: then no value function whatever, and no
constraint, can reward silence.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.column_names import OPTIONAL, WORDS
from tisites.candidates.eligibility import judge
from tisites.candidates.eligibility_rules import EligibilityRules
from tisites.candidates.read import candidates_from_pack
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.blanks import EVERY_WORD, EVIDENCE, FIELDS, Words, admitted, values_of
from tisites.criteria.indicators import measure
from tisites.criteria.interval import Interval, exact
from tisites.criteria.reach import NAMES
from tisites.criteria.spec import Indicators
from tisites.data.demo.demo import open_demo
from tisites.score.criterion import Criterion
from tisites.score.scores import score
from tisites.territory.territory import Territory

#: Columns of a candidate that no one can leave blank to his advantage: without the first line a
#: site cannot compete (its own test, below); the others are names, or come from the place.
NEEDED = ("insee", "surface_ha", "lon", "lat")
QUALITIES = ("coord_quality", "surface_quality")
DERIVED = (
    "name", "source", "line", "commune", "dep", "dep_nom", "reg", "reg_nom", "epci_siren",
    "epci_nom", "zone_emploi", "ti_id", "water_basin", "zre", "zone", "x_m", "y_m",
    "km_beyond_commune", "communes", "members",
)  # fmt: skip
ENDS = ("low", "nominal", "high")
REFERENCE = EligibilityRules(
    statuses_excluded=("friche reconvertie",),
    types_excluded=("friche d'habitat", "friche cultuelle", "friche agricole"),
    zonings_excluded=("A", "N", "Ah", "Nh", "Nd"),
)


class Surrounded(Territory):
    """A territory with sidings in every state, and contours, around some of its sites."""

    @cached_property
    def near(self) -> pd.DataFrame:
        table = candidates_from_pack(self).table
        return table[table["x_m"].notna()].iloc[::7]

    @property
    def sidings(self) -> pd.DataFrame:
        states = np.resize(
            np.array(["good", "poor", None, "unusable"], dtype=object), len(self.near)
        )
        shift = np.resize([0.0, 300.0, 900.0, 2500.0, 100.0], len(self.near))
        places = self.near[["lon", "lat", "zone", "x_m", "y_m"]]
        return places.assign(state=states, x_m=places["x_m"] + shift)

    def polygons(self, layer: str) -> geopandas.GeoDataFrame | None:
        if layer != "pene":
            return super().polygons(layer)
        some = self.near.iloc[::3]
        around = shapely.buffer(shapely.points(some["lon"], some["lat"]), 0.01)
        return geopandas.GeoDataFrame({"code": some.index}, geometry=around, crs=4326)


@pytest.fixture(autouse=True)
def _no_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Travel times read the place alone (their own test): they would take all the time here."""

    def nowhere(sites: pd.DataFrame, *_: object) -> tuple[dict[str, Interval], tuple[()]]:
        return {name: exact(np.full(len(sites), np.nan)) for name in NAMES}, ()

    monkeypatch.setattr("tisites.criteria.indicators.measure_reach", nowhere)
    monkeypatch.setattr(
        "tisites.criteria.network.main_road_minutes",
        lambda _, lon, *__, **___: np.full(len(lon), 5.0),
    )


@pytest.fixture(scope="module", params=["demo", "surrounded", "real"])
def territory(request: pytest.FixtureRequest) -> Territory:
    if request.param == "real":
        return request.getfixturevalue("real_territory")
    known = request.getfixturevalue("demo_territory")
    return known if request.param == "demo" else Surrounded(known.pack, known.communes)


@pytest.fixture(scope="module")
def bases(territory: Territory, request: pytest.FixtureRequest) -> pd.DataFrame:
    """Sites of every kind of place: mainland, Corsica, overseas."""
    real = territory.pack.manifest.name != open_demo().manifest.name
    table = (
        request.getfixturevalue("real_candidates") if real else candidates_from_pack(territory)
    ).table
    table = table[table["surface_ha"].notna() & table["x_m"].notna() & table["insee"].notna()]
    far = table[table["zone"] > 0].head(4)
    corsica = table[table["dep"].isin(["2A", "2B"])].head(3)
    mainland = table[table["zone"] == 0]
    some = mainland.iloc[:: max(1, len(mainland) // 15)].head(14)
    if isinstance(territory, Surrounded):
        some = pd.concat([some.head(4), territory.near.head(12)])
    found = pd.concat([some, far, corsica])
    return found[~found.index.duplicated()]


def told(base: pd.DataFrame, name: str, value: object) -> pd.DataFrame:
    """Write one value of a datum in every row; hectares are a share of the site's."""
    if name in OPTIONAL and OPTIONAL[name].kind == "ha":
        return base.assign(**{name: float(value) * base["surface_ha"]})  # type: ignore[arg-type]
    return base.assign(**{name: value})


def blank(base: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    number = {n: n in OPTIONAL and OPTIONAL[n].kind not in WORDS for n in names}
    return base.assign(**{n: np.nan if number[n] else None for n in names})


def complete(base: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Fill every datum at random, blanks among them."""
    table = base
    for name in FIELDS:
        values = [*values_of(name), None]
        drawn = [values[k] for k in rng.integers(0, len(values), len(base))]
        column = pd.Series(drawn, index=base.index, dtype=object)
        if name in OPTIONAL and OPTIONAL[name].kind not in WORDS:
            column = column.astype(float)
            if OPTIONAL[name].kind == "ha":
                column = column * base["surface_ha"]
        table = table.assign(**{name: column})
    return table


def together(
    frames: list[pd.DataFrame], territory: Territory, words: Words = EVERY_WORD
) -> tuple[Indicators, list[pd.Index]]:
    """Measure frames of the same sites at once; with the sites of each frame."""
    stacked = pd.concat(frames, keys=range(len(frames)))
    index = pd.Index([f"{k}:{site}" for k, site in stacked.index], name="site_id")
    found = measure(stacked.set_axis(index), territory, Assumptions(), words=words)
    size = len(frames[0])
    return found, [index[k * size : (k + 1) * size] for k in range(len(frames))]


def measured(
    frames: list[pd.DataFrame], territory: Territory, words: Words = EVERY_WORD
) -> list[Indicators]:
    """Measure frames of the same sites at once, and take them apart."""
    found, sites = together(frames, territory, words)
    return [found.at(one) for one in sites]


def outside(inner: Indicators, outer: Indicators) -> list[str]:
    """Return the indicators of which the blank's ranges do not hold those of the value."""
    wrong = []
    for name in inner.specs:
        pairs = [(inner.span(name, e), outer.span(name, e)) for e in ENDS]
        low, _, high = inner.interval(name)
        wide = outer.interval(name)
        pairs.append(((low, high), (wide[0], wide[2])))
        for (least, most), (below, above) in pairs:
            down = np.nan_to_num(below, nan=-np.inf) > np.nan_to_num(least, nan=-np.inf) + 1e-9
            up = np.nan_to_num(above, nan=np.inf) < np.nan_to_num(most, nan=np.inf) - 1e-9
            if (down | up).any():
                wrong.append(f"{name} {inner.table.index[down | up][0]}")
                break
    return wrong


def test_every_column_of_a_candidate_is_examined_or_cannot_be_left_blank() -> None:
    assert {*COLUMNS, *OPTIONAL} == {*FIELDS, *NEEDED, *QUALITIES, *DERIVED, *EVIDENCE}
    for name in FIELDS:
        assert len(values_of(name)) >= 2, name


def test_a_blank_holds_every_value_of_a_datum(territory: Territory, bases: pd.DataFrame) -> None:
    rng = np.random.default_rng(7)
    cases = [(name, value) for name in FIELDS for value in values_of(name)]
    for base in (bases.iloc[::2], complete(bases.iloc[1::2], rng)):
        frames = [blank(base, [name]) for name in FIELDS]
        frames += [told(base, name, value) for name, value in cases]
        found, sites = together(frames, territory)
        silent = dict(zip(FIELDS, sites, strict=False))
        blanks = [silent[name] for name, _ in cases]
        known = found.at(sites[len(FIELDS)].append(sites[len(FIELDS) + 1 :]))
        wrong = outside(known, found.at(blanks[0].append(blanks[1:])))
        case_of = {f"{k}": case for k, case in enumerate(cases, len(FIELDS))}
        assert not wrong, [(one, case_of[one.split()[1].split(":")[0]]) for one in wrong]


def silences(
    bases: pd.DataFrame, seed: int, least: int, most: int, count: int = 12
) -> Iterator[tuple[list[str], pd.DataFrame]]:
    """Sites filled at random, and the data that are blanked of them, several together."""
    rng = np.random.default_rng(seed)
    for _ in range(count):
        names = rng.choice(FIELDS, size=int(rng.integers(least, most + 1)), replace=False)
        yield [str(name) for name in names], complete(bases, rng)


def test_blanks_together_hold_every_completion(territory, bases) -> None:
    cases = list(silences(bases, 11, 2, 6))
    found = measured([one for n, full in cases for one in (full, blank(full, n))], territory)
    for (names, _), known, silent in zip(cases, found[::2], found[1::2], strict=True):
        assert not outside(known, silent), names


def test_no_admitted_value_scores_less_than_its_absence(territory, bases) -> None:
    """With the words of an eligibility, and value functions of any shape."""
    cases, rng = list(silences(bases, 12, 1, 5)), np.random.default_rng(13)
    frames = [one for n, full in cases for one in (full, blank(full, n))]
    found = measured(frames, territory, admitted(REFERENCE))
    for (names, full), known, silent in zip(cases, found[::2], found[1::2], strict=True):
        frame = pd.DataFrame(full).assign(line=0)
        fine = judge(Candidates(frame, (), "f", ""), REFERENCE).table["eligible"].to_numpy()
        criteria = {name: _criterion(name, rng, known) for name in known.specs}
        before, after = (score(criteria, one).values for one in (known, silent))
        for name in criteria:
            for end, sign in (("low", 1), ("nominal", 1), ("high", -1)):
                gain = sign * (after[name, end].to_numpy() - before[name, end].to_numpy())
                assert (gain[fine] <= 1e-9).all(), (name, end, names)


def _criterion(name: str, rng: np.random.Generator, known: Indicators) -> Criterion:
    """A value function of any shape over the figures there are."""
    figures = np.concatenate([np.ravel(side) for side in known.interval(name)])
    figures = figures[np.isfinite(figures)]
    ends = (figures.min(), figures.max() + 1.0) if figures.size else (0.0, 1.0)
    points = np.unique(rng.uniform(*ends, 5))
    return Criterion(
        indicator=name, label="x", family="land", weight=1.0, source="test",
        scale={float(x): float(v) for x, v in zip(points, rng.uniform(0, 1, 5), strict=True)},
    )  # fmt: skip


@pytest.mark.parametrize("name", NEEDED)
def test_a_site_without_its_place_or_area_does_not_compete(name, bases) -> None:
    without = bases.assign(**{name: None if name == "insee" else np.nan}, line=0)
    if name == "insee":
        without = without.assign(commune=None)  # as the reader leaves it
    assert not judge(Candidates(without, (), "f", ""), REFERENCE).table["eligible"].any()
