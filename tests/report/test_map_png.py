"""The map is drawn: right size, right words, right colours at the right places, same bytes."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread

from tisites.messages.text import speaking
from tisites.report.map.png import DPI, HEIGHT_PX, WIDTH_PX, compose, draw_map, limits
from tisites.report.map.sites import COLOURS
from tisites.solver.solution import Proof


def words_of(outcome) -> str:
    """Every word on the map, spaces made plain."""
    figure = Figure(figsize=(WIDTH_PX / DPI, HEIGHT_PX / DPI), dpi=DPI)
    compose(figure, FigureCanvasAgg(figure), outcome)
    texts = [text.get_text() for text in figure.texts]
    texts += [text.get_text() for axes in figure.axes for text in axes.texts]
    return "\n".join(texts).replace("\u202f", " ").replace("\xa0", " ")


def test_the_same_answer_gives_the_same_bytes(make, tmp_path):
    draw_map(make(), tmp_path / "a.png")
    draw_map(make(), tmp_path / "b.png")
    data = (tmp_path / "a.png").read_bytes()
    assert data == (tmp_path / "b.png").read_bytes()
    assert b"Software" not in data
    assert b"tIME" not in data


def test_size_and_class_colours(make, tmp_path):
    draw_map(make(), tmp_path / "map.png")
    pixels = imread(tmp_path / "map.png")
    assert pixels.shape[:2] == (HEIGHT_PX, WIDTH_PX)
    levels = (pixels[..., :3] * 255).round().astype(np.int64)
    found = set(np.unique(levels @ np.array([1 << 16, 1 << 8, 1])))
    assert {int(colour[1:], 16) for colour in COLOURS} <= found


def test_banner_on_synthetic_data_only(make, tmp_path):
    draw_map(make(synthetic=True), tmp_path / "synthetic.png")
    draw_map(make(synthetic=False), tmp_path / "real.png")
    red = np.array([0xB3, 0x26, 0x1E]) / 255
    shares = [
        np.isclose(imread(tmp_path / name)[..., :3], red, atol=0.01).all(axis=-1).mean()
        for name in ("synthetic.png", "real.png")
    ]
    assert shares[0] > 0.02
    assert shares[1] == 0.0
    assert "DONNÉES DE DÉMONSTRATION, SYNTHÉTIQUES" in words_of(make(synthetic=True))
    assert "DÉMONSTRATION" not in words_of(make(synthetic=False))


def test_words_in_french(make):
    said = words_of(make())
    assert "8 sites retenus – Sites clés en main" in said
    assert "optimum prouvé : valeur 428,0 = borne 428,0" in said
    assert "Sources : Contours (IGN, 2024, Licence Ouverte 2.0)" in said
    assert "EPSG:2154, 5490 (Antilles), 2972 (Guyane), 2975 (La Réunion), 4471 (Mayotte)" in said
    assert "candidat éligible non retenu (2)" in said
    assert {str(k) for k in range(1, 9)} <= set(said.split("\n"))


def test_words_in_english(make):
    with speaking("en"):
        said = words_of(make(synthetic=True))
    assert "8 sites selected – Turnkey sites" in said
    assert "proven optimal: value 428.0 = bound 428.0" in said
    assert "DEMONSTRATION DATA, SYNTHETIC" in said
    assert "retenu" not in said


@pytest.mark.parametrize("proof", [Proof.FEASIBLE, Proof.WITHIN_GAP])
def test_unproven_maps_never_say_optimal(make, proof):
    said = words_of(make(proof=proof, gap=0.02))
    assert "optim" not in said.lower()
    assert "NON PROUVÉ" in said


def test_sites_off_the_map_are_named_at_its_foot(make):
    outcome = make()
    outcome.prepared.sites.table.loc["S003", "x_m"] = np.nan
    assert "Sites retenus hors carte : S003" in words_of(outcome)


def test_a_planners_own_settings_change_nothing(make, tmp_path):
    import matplotlib

    draw_map(make(), tmp_path / "a.png")
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "savefig.dpi": 40}):
        draw_map(make(), tmp_path / "b.png")
        assert matplotlib.rcParams["font.size"] == 30
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_a_metre_is_as_long_in_both_directions():
    x0, y0, x1, y1 = limits((0.0, 0.0, 100.0, 10.0), 2.0, 0.1)
    assert (x1 - x0) / (y1 - y0) == pytest.approx(2.0)
    assert x0 <= -10
    assert x1 >= 110


def test_unknown_surfaces_are_explained_in_the_key(make):
    assert "inconnue" not in words_of(make())
    outcome = make()  # what an outcome tells of itself is made once
    outcome.prepared.sites.table.loc["S001", "surface_ha"] = np.nan
    assert "inconnue" in words_of(outcome)
