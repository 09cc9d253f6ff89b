"""A PDF through readers that are not ours: its words, its tags, and its pages as pictures."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import numpy as np
from PIL import Image

from tests.report.office import absent, reader

#: What a reader sees where a font has no sign, a name was markup, or a value was none.
LEFT = re.compile(
    r"[\ufffd\u25a1\x00-\x08\x0e-\x1f]|\\u\{?[0-9a-f]{2,}|&(?:amp|lt|gt|quot|#\d+);|\{\{|\}\}"
    r"|\b(?:None|nan|NaN|inf|Timestamp)\b|\b(?:Text|Said)\(|#(?:let|set|show|text)\b|</?[a-z]+>"
)
#: Share of a page's height that the foot of the page takes, and the least that the rest must fill.
FOOT, LEAST = 0.08, 0.12


def tool(name: str) -> str:
    """Return a program of poppler; skip the test where it is absent."""
    found = reader(name)
    if found is None:
        absent(name)
    return str(found)


def words_on_paper(paper: Path) -> list[str]:
    """Return the text of each page, as pdftotext reads it."""
    command = [tool("pdftotext"), "-enc", "UTF-8", str(paper), "-"]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120)
    return done.stdout.decode("utf-8").split("\f")[:-1]


def filled(paper: Path, folder: Path) -> list[float]:
    """Return, for each page drawn by pdftoppm, the share of its height down to the last ink."""
    stem = folder / paper.stem
    command = [tool("pdftoppm"), "-r", "24", "-gray", str(paper), str(stem)]
    subprocess.run(command, check=True, timeout=120)
    found = []
    for picture in sorted(folder.glob(f"{paper.stem}-*.pgm")):
        with Image.open(picture) as image:
            ink = (np.asarray(image) < 225).any(axis=1)
        body = ink[: int(len(ink) * (1.0 - FOOT))]
        found.append(float(np.flatnonzero(body).max() + 1) / len(ink) if body.any() else 0.0)
        picture.unlink()
    return found
