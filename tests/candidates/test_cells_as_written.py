"""Any way of writing an area or a coordinate says the same; words for nothing say nothing."""

from __future__ import annotations

import math

import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tisites.candidates.guess.angles import read_angle, read_pair
from tisites.candidates.guess.quantity import HECTARES, read_areas, read_quantity
from tisites.candidates.numbers import CellReading, is_missing_word, read_numbers

BLANKS = st.sampled_from([" ", "\u00a0", "\u202f", "\u2009", "\u2007", "'", "’"])
WRITTEN = {
    "ha": ["ha", "HA", "Ha", "hectares", "hectare", "ha."],
    "m2": ["m²", "m2", "M2", "mètres carrés", "m ²".replace(" ", "")],
    "km2": ["km²", "km2"],
    "a": ["a", "ares"],
}
ABOUT = st.sampled_from(["", "env. ", "environ ", "~", "≈ ", "de l'ordre de "])


@st.composite
def areas(draw: st.DrawFn) -> tuple[str, float, str, bool]:
    """Return a cell, its value, its unit, and whether it is an estimate."""
    unit = draw(st.sampled_from(sorted(WRITTEN)))
    cents = draw(st.integers(1, 99_999_999))
    places = draw(st.integers(0, 2))
    value = cents / 10**places
    whole, _, decimals = f"{value:.{places}f}".partition(".")
    blank, mark = draw(BLANKS), draw(st.sampled_from([",", "."]))
    if draw(st.booleans()):
        whole = f"{int(whole):,}".replace(",", blank)
    digits = f"{whole}{mark}{decimals}" if decimals else whole
    about = draw(ABOUT)
    gap = draw(st.sampled_from(["", " ", "\u00a0", "\u202f"]))
    return f"{about}{digits}{gap}{draw(st.sampled_from(WRITTEN[unit]))}", value, unit, bool(about)


@given(areas())
def test_an_area_is_read_however_it_is_written(told: tuple[str, float, str, bool]) -> None:
    cell, value, unit, about = told
    found = read_quantity(cell)
    assert found.reading == CellReading.NUMBER, cell
    assert (found.unit, found.about) == (unit, about)
    assert found.value == pytest.approx(value, rel=1e-12)
    read = read_areas(pd.Series([cell]), None, None)
    assert read.hectares[0] == pytest.approx(value * HECTARES[unit], rel=1e-12)


@given(st.integers(0, 9999), st.integers(0, 99), st.integers(0, 99), st.booleans())
def test_hectares_ares_and_centiares_add_up(
    hectares: int, ares: int, centiares: int, close: bool
) -> None:
    assume(hectares + ares + centiares > 0)
    gap = "" if close else " "
    parts = [(hectares, "ha"), (ares, "a"), (centiares, "ca")]
    cell = gap.join(f"{n:02d}{gap}{unit}" for n, unit in parts)
    expected = hectares + ares / 100 + centiares / 10_000
    assert read_quantity(cell).value == pytest.approx(expected, abs=1e-9)


@given(st.integers(1, 999_999), st.sampled_from(["ha", "m2"]))
def test_the_unit_of_the_row_or_the_column_stands_in(value: int, unit: str) -> None:
    cells = pd.Series([str(value), str(value), f"{value} ha", str(value)])
    rows = pd.Series([unit, "", "m²", "—"])
    read = read_areas(cells, rows, None)
    assert read.hectares[0] == pytest.approx(value * HECTARES[unit])
    assert read.hectares[2] == value  # the cell's own word comes first
    assert read.unitless.tolist() == [False, True, False, True]
    assert read_areas(cells, rows, unit).unitless.tolist() == [False] * 4


@given(st.integers(1, 99), st.integers(1, 900), st.sampled_from(["-", " - ", " à ", "–", " ou "]))
def test_an_interval_is_no_single_value(low: int, more: int, between: str) -> None:
    for cell in (f"{low}{between}{low + more} ha", f"entre {low} et {low + more} ha"):
        found = read_quantity(cell)
        assert found.reading == CellReading.INTERVAL and math.isnan(found.value), cell


@pytest.mark.parametrize(
    ("cell", "value", "reading"),
    [
        ("12.500 m²", 12500.0, CellReading.NUMBER), ("12,500 m²", None, CellReading.AMBIGUOUS),
        ("12,500 ha", 12.5, CellReading.NUMBER), ("1.250.000 m2", 1.25e6, CellReading.NUMBER),
        ("1,250,000 m2", 1.25e6, CellReading.NUMBER), ("1.250,5 m²", 1250.5, CellReading.NUMBER),
        ("12 34 ha", None, CellReading.TEXT), ("1.25.000 m²", None, CellReading.TEXT),
        ("grand", None, CellReading.TEXT), ("3 parcelles", None, CellReading.TEXT),
        ("12/03/2026", None, CellReading.TEXT), ("1e5", 1e5, CellReading.NUMBER),
        ("1e999", None, CellReading.TEXT), ("nan", None, CellReading.NAN),
        ("-3 ha", -3.0, CellReading.NUMBER), ("±", None, CellReading.EMPTY),
    ],
)  # fmt: skip
def test_what_may_be_read_in_two_ways_is_not_read(
    cell: str, value: float | None, reading: CellReading
) -> None:
    read = read_areas(pd.Series([cell]), None, "m2" if "m" in cell else "ha")
    assert CellReading(int(read.reading[0])) == reading
    if value is not None:
        assert read_quantity(cell).value == value


MISSING = [
    "", " ", "—", "–", "-", "?", "??", "n.c.", "N.C", "NC", "n/a", "#N/A", "NA", "s.o.", "NSP",
    "inconnue", "Non renseigné", "non communiquée", "à préciser", "sans objet", "…", "NULL",
]  # fmt: skip


@pytest.mark.parametrize("word", MISSING)
@given(blank=st.sampled_from(["", " ", "\u00a0", "\t"]))
def test_words_for_nothing_are_missing_everywhere(word: str, blank: str) -> None:
    cell = f"{blank}{word}{blank}"
    assert not cell.strip() or is_missing_word(cell)
    assert read_quantity(cell).reading == CellReading.EMPTY
    assert read_numbers(pd.Series([cell]))[1].tolist() == [CellReading.EMPTY]


@given(st.floats(-89.9, 89.9), st.sampled_from(["'", "′", "’"]), st.booleans())
def test_an_angle_is_read_however_it_is_written(value: float, minute: str, lettered: bool) -> None:
    thousandths = round(abs(value) * 3_600_000)
    degrees, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    expected = math.copysign(thousandths / 3_600_000, value if thousandths else 1.0)
    head = "" if lettered or expected >= 0 else "-"
    tail = "" if not lettered else "N" if expected >= 0 else "S"
    cell = f"{head}{degrees}°{minutes:02d}{minute}{rest / 1000:06.3f}''{tail}"
    found = read_angle(cell)
    assert found == pytest.approx(expected, abs=1e-9), cell
    assert read_angle(f"{value:.6f}".replace(".", ",")) == pytest.approx(value, abs=1e-6)


@given(
    st.floats(41, 51), st.floats(-5, 9.5), st.sampled_from([" ; ", ";", " / ", ", "]),
    st.booleans(),
)  # fmt: skip
def test_two_coordinates_of_one_cell(lat: float, lon: float, between: str, comma: bool) -> None:
    said = [f"{value:.6f}" for value in (lat, lon)]
    if comma:
        said = [one.replace(".", ",") for one in said]
    found = read_pair(between.join(said))
    assert found == pytest.approx((lat, lon), abs=1e-6)
