"""The map is drawn: right size, right words, right colours at the right places, same bytes."""

from __future__ import annotations

from types import SimpleNamespace
from xml.etree import ElementTree

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.image import imread

from tisites.messages.text import speaking
from tisites.report.map.draw import DPI, HEIGHT_IN, LABEL_PT, WIDTH_IN, compose, draw_map, zooms
from tisites.report.map.ground import limits
from tisites.report.map.selection import deciding_layers, map_of_case, map_of_outcome
from tisites.report.map.sites import COLOURS, radius_pt
from tisites.solver.solution import Proof


def drawn(outcome) -> Figure:
    figure = Figure(figsize=(WIDTH_IN, HEIGHT_IN), dpi=DPI)
    FigureCanvasAgg(figure)
    compose(figure, map_of_outcome(outcome), outcome.prepared.territory)
    return figure


def words_of(outcome) -> str:
    """Every word on the map, spaces made plain."""
    figure = drawn(outcome)
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
    assert pixels.shape[:2] == (round(HEIGHT_IN * DPI), round(WIDTH_IN * DPI))
    levels = (pixels[..., :3] * 255).round().astype(np.int64)
    found = set(np.unique(levels @ np.array([1 << 16, 1 << 8, 1])))
    assert {int(colour[1:], 16) for colour in COLOURS} <= found  # the key shows every class


def test_banner_on_synthetic_data_only(make, tmp_path):
    draw_map(make(synthetic=True), tmp_path / "synthetic.png")
    draw_map(make(synthetic=False), tmp_path / "real.png")
    red = np.array([0xB3, 0x26, 0x1E]) / 255
    shares = [
        np.isclose(imread(tmp_path / name)[..., :3], red, atol=0.01).all(axis=-1).mean()
        for name in ("synthetic.png", "real.png")
    ]
    assert shares[0] > 0.015
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
    assert {str(k) for k in range(1, 9)} <= {line.split(" ")[0] for line in said.split("\n")}
    assert " Commune de Saône-et-Loire" in said


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


def test_classes_do_not_move_with_the_scores_of_a_run(make):
    """A site of 65 points has one colour, whoever else is chosen."""
    colours = []
    for chosen in (np.arange(8), np.array([0])):
        figure = drawn(make(chosen=chosen))
        marks = [c for axes in figure.axes for c in axes.collections if c.get_zorder() == 5]
        colours.append([tuple(c.get_facecolors()[0]) for c in marks if len(c.get_offsets())])
    assert colours[1][0] in colours[0]


@pytest.mark.parametrize("crowded", [False, True])
def test_labels_overlap_neither_labels_nor_circles(make, crowded):
    outcome = make()
    table = outcome.prepared.sites.table
    if crowded:  # six sites within 40 km, at the border of the frame
        table.loc[table.index[:6], ["zone", "dep"]] = [0, "71"]
        table.loc[table.index[:6], "x_m"] = 8.2e5 + 8e3 * np.arange(6)
        table.loc[table.index[:6], "y_m"] = 6.6e6 + 6e3 * np.array([0, 1, 0, 2, 1, 3])
    figure = drawn(outcome)
    renderer = figure.canvas.get_renderer()
    seen = 0
    for axes in figure.axes:
        texts = [t for t in axes.texts if t.get_fontsize() == LABEL_PT and t.get_zorder() == 7]
        boxes = [t.get_window_extent(renderer) for t in texts]
        circles = [
            (point, np.sqrt(size) / 2 * DPI / 72)
            for marks in axes.collections
            if marks.get_zorder() == 5 and len(marks.get_offsets())
            for point, size in zip(
                axes.transData.transform(marks.get_offsets()), marks.get_sizes(), strict=True
            )
        ]
        for k, box in enumerate(boxes):
            assert not any(box.overlaps(other) for other in boxes[:k])
            for (x, y), radius in circles:
                near = np.hypot(x - np.clip(x, box.x0, box.x1), y - np.clip(y, box.y0, box.y1))
                inside = box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1
                assert near > radius - 2.5 or (inside and texts[k].get_text().isdigit())
        seen += len(boxes)
    assert seen >= 8


def test_a_crowd_is_looked_at_closer():
    x = np.array([0, 1e4, 2e4, 3e4, 5e5, 5.1e5, 5.2e5, 5.3e5, 5.4e5, 9e5])
    assert zooms(x, np.zeros(10)) == [(520000.0, 0.0), (15000.0, 0.0)]  # five sites before four
    assert zooms(x[-1:], np.zeros(1)) == []


def test_svg_is_xml_that_says_what_it_shows(make, tmp_path):
    for name in ("a.svg", "b.svg"):
        draw_map(make(), tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()
    root = ElementTree.parse(tmp_path / "a.svg").getroot()
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "8 sites retenus – Sites clés en main"
    told = root.find(f"{space}desc").text
    assert told == map_of_outcome(make()).alt()
    assert "8 sites retenus (Bourgogne-Franche-Comté 1, Corse 1," in told
    assert (tmp_path / "a.svg").stat().st_size < 1_500_000


def test_sources_are_those_that_decide():
    from tisites.model.points import load_scenario

    layers = deciding_layers(load_scenario("reference")[0].score)
    assert {"regions", "candidates", "substations", "zones_emploi", "low_flow"} <= set(layers)
    assert "drought_zones" not in layers  # counts for nothing


def test_a_stored_case_has_the_map_of_its_run(make):
    """What is drawn of a case is what was drawn of the outcome behind it."""
    outcome = make()
    shown = map_of_outcome(outcome)
    table = outcome.prepared.sites.table.assign(eligible=True)
    table["score"] = outcome.prepared.scores.table["score"].reindex(table.index)
    case = SimpleNamespace(everyone=table, synthetic=False, model=outcome.prepared.model)
    again = map_of_case(case, list(outcome.ids), outcome.prepared.territory, "T")
    for column in ("number", "commune", "hectares", "x_m", "score"):
        assert again.chosen[column].tolist() == shown.chosen[column].tolist()
    assert sorted(again.crowd.index) == sorted(shown.crowd.index)


def test_areas_are_proportional_to_hectares():
    small, large = radius_pt(np.array([25.0, 100.0]))
    assert (large / small) ** 2 == pytest.approx(4.0)
