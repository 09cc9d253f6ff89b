"""Two checkouts held side by side: a byte that counts is told, a hash or a second is not."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from benchmarks.same import differences


@pytest.fixture
def sides(tmp_path):
    """Two folders with the same run, of another code and another minute."""
    for side, code, seconds in (("here", "a" * 64, 1.5), ("other", "b" * 64, 2.5)):
        run = tmp_path / side / f"run-{code[:12]}"
        run.mkdir(parents=True)
        report = {"run": code, "value": 3.25, "seconds": {"solve": seconds}}
        (run / "solution.json").write_text(json.dumps(report), encoding="utf-8")
        (run / "selection.csv").write_text("id,score\ns1,3.25\n", encoding="utf-8")
        Image.fromarray(np.zeros((4, 4, 3), dtype=np.uint8)).save(
            run / "map.png", compress_level=1 if side == "here" else 9
        )
    return tmp_path / "here", tmp_path / "other"


def test_hashes_seconds_and_how_pixels_are_packed_are_no_difference(sides):
    assert differences(*sides) == []


@pytest.mark.parametrize("name", ["solution.json", "selection.csv", "map.png"])
def test_a_changed_figure_or_pixel_is_told(sides, name):
    (path,) = sides[1].glob(f"*/{name}")
    if name == "map.png":
        Image.fromarray(np.full((4, 4, 3), 9, dtype=np.uint8)).save(path)
    else:
        path.write_text(path.read_text(encoding="utf-8").replace("3.25", "3.26"), "utf-8")
    (told,) = differences(*sides)
    assert name in told
    path.unlink()
    assert "in one checkout alone" in differences(*sides)[0]
