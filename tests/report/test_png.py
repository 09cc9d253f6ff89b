"""Pictures keep their look with a palette, and their bytes."""

from __future__ import annotations

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from tisites.report.axes import speak
from tisites.report.png import COLOURS, write_png


def canvas() -> FigureCanvasAgg:
    figure = Figure(figsize=(5, 4), dpi=120, facecolor="#f7f6f2")
    drawn = FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.scatter(np.linspace(0, 1, 60), np.linspace(0, 5000, 60), c=np.arange(60))
    speak(axes, "x", "y")
    return drawn


def test_the_flat_tints_are_exact_and_the_rest_close(tmp_path):
    drawn = canvas()
    write_png(drawn, tmp_path / "a.png")
    exact = np.asarray(drawn.buffer_rgba())[..., :3].astype(int)
    with Image.open(tmp_path / "a.png") as image:
        assert image.mode == "P"
        found = np.asarray(image.convert("RGB")).astype(int)
    assert found.shape == exact.shape
    assert (found[0, 0] == exact[0, 0]).all()
    assert np.abs(found - exact).mean() < 0.5
    assert len(np.unique(found.reshape(-1, 3), axis=0)) <= COLOURS


def test_the_same_picture_is_the_same_bytes(tmp_path):
    for name in ("a.png", "b.png"):
        write_png(canvas(), tmp_path / name)
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_axes_speak_french():
    drawn = canvas()
    drawn.draw()
    axes = drawn.figure.axes[0]
    told = [tick.get_text() for tick in (*axes.get_xticklabels(), *axes.get_yticklabels())]
    assert "0,2" in told
    assert "1\u202f000" in told
    assert not [words for words in told if "." in words]
