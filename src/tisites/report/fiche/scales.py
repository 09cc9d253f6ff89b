"""The scales of a site, drawn: from worst to best of each criterion, and where it stands."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from tisites.messages.text import Text, number, t
from tisites.report.drawing import FAINT, GREY, INK, Drawing, folded, shortened

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.report.fiche.gauges import Gauge

#: Points: width of the picture, height of its head and of a row.
WIDTH, HEAD, ROW = 520.0, 18.0, 20.0
#: Where the columns begin: quantity (its right edge), bar, points (its right edge).
QUANTITY, BAR, BAR_WIDTH, POINTS = 268.0, 278.0, 190.0, 518.0
_WON, _DOUBT, _EMPTY, _MEAN = "#2a4b8d", "#9db1d6", "#e7e5de", "#c2571a"


def draw_scales(found: Sequence[Gauge], title: str, alt: str) -> str:
    """Draw one bar a criterion; its length is its value, points over the most it can bring.

    The full part is what the site has for sure, the lighter part what is in doubt; the stroke
    stands where its score counts it, the diamond at the mean of the chosen sites.
    """
    drawing = Drawing(WIDTH, HEAD + ROW * len(found) + 13, title, alt)
    heads = (
        (2.0, "start", Text("Critère (source des données)", "Criterion (source of the data)")),
        (QUANTITY, "end", Text("Donnée (intervalle)", "Data (interval)")),
        (BAR, "start", Text("pire", "worst")),
        (BAR + BAR_WIDTH, "end", Text("meilleur", "best")),
        (POINTS, "end", Text("Points", "Points")),
    )
    for x, at, words in heads:
        drawing.text(x, 10, str(words), 6.8, GREY, at=at, bold=True)
    drawing.line([(0, HEAD - 4), (WIDTH, HEAD - 4)], FAINT, 0.6)
    for k, one in enumerate(found):
        _row(drawing, one, HEAD + k * ROW)
    _key(drawing, HEAD + ROW * len(found) + 8)
    return drawing.svg()


def _row(drawing: Drawing, one: Gauge, y: float) -> None:
    told = one.measured
    counted = told.out_of > 0
    ink = INK if counted else GREY
    lines = folded(one.label, 168, 7.6, 2)
    for k, line in enumerate(lines):
        drawing.text(2, y + 7.4 + 8.4 * k, line, 7.6, ink)
    if one.source and len(lines) == 1:
        drawing.text(2, y + 15.2, shortened(one.source, 180, 5.6), 5.6, GREY)
    drawing.text(QUANTITY, y + 7.4, shortened(one.quantity, 98, 7.2), 7.2, ink, at="end")
    drawing.rect(BAR, y + 1.6, BAR_WIDTH, 7.4, _EMPTY)
    low, high = (_clip(v) for v in (one.value_low, one.value_high))
    if not math.isnan(told.value):
        sure = min(low, _clip(told.value))
        drawing.rect(BAR + sure * BAR_WIDTH, y + 1.6, (high - sure) * BAR_WIDTH, 7.4, _DOUBT)
        drawing.rect(BAR, y + 1.6, sure * BAR_WIDTH, 7.4, _WON if counted else FAINT)
        at = BAR + _clip(told.value) * BAR_WIDTH
        drawing.line([(at, y - 0.2), (at, y + 9.8)], INK, 1.6)
    elif high > low:
        drawing.rect(BAR + low * BAR_WIDTH, y + 1.6, (high - low) * BAR_WIDTH, 7.4, _DOUBT)
    if not math.isnan(one.chosen):
        x, middle = BAR + _clip(one.chosen) * BAR_WIDTH, y + 5.3
        diamond = [(x, middle - 3), (x + 3, middle), (x, middle + 3), (x - 3, middle)]
        drawing.shape([diamond], _MEAN, "#ffffff", 0.6)
    drawing.text(BAR, y + 15.4, one.end_words(one.worst), 5.8, GREY)
    drawing.text(BAR + BAR_WIDTH, y + 15.4, one.end_words(one.best), 5.8, GREY, at="end")
    if not counted:
        drawing.text(POINTS, y + 7.4, t("non compté", "not counted"), 6.4, GREY, at="end")
    elif math.isnan(told.points):
        words = f"– / {number(told.out_of, 1)}"
        drawing.text(POINTS, y + 7.4, words, 7.2, GREY, at="end")
    else:
        drawing.text(POINTS, y + 7.4, one.points, 7.2, ink, at="end", bold=True)


def _clip(value: float) -> float:
    return min(1.0, max(0.0, value))


def _key(drawing: Drawing, y: float) -> None:
    x = 2.0
    for fill, words in (
        (_WON, Text("acquis", "sure")),
        (_DOUBT, Text("selon ce qui est incertain ou inconnu", "by what is uncertain or unknown")),
    ):
        drawing.rect(x, y - 5, 12, 5.5, fill)
        drawing.text(x + 15, y, str(words), 6, GREY)
        x += 24 + 3.6 * len(str(words))
    drawing.line([(x + 3, y - 6), (x + 3, y + 1)], INK, 1.6)
    counted = t("ce que le score compte", "what the score counts")
    drawing.text(x + 8, y, counted, 6, GREY)
    x += 16 + 3.6 * len(counted)
    diamond = [(x + 3, y - 5.5), (x + 6, y - 2.5), (x + 3, y + 0.5), (x, y - 2.5)]
    drawing.shape([diamond], _MEAN, "#ffffff", 0.4)
    drawing.text(x + 10, y, t("moyenne des sites retenus", "mean of the selected sites"), 6, GREY)


def scales_words(found: Sequence[Gauge], name: str) -> str:
    """Say what the scales show, for who cannot see them."""
    counted = [one for one in found if one.measured.out_of > 0]
    listed = " ; ".join(
        f"{one.label} {one.quantity}, "
        + (t("non mesuré", "not measured") if math.isnan(one.measured.points) else
           f"{one.points} {t('points', 'points')}")
        for one in counted
    )  # fmt: skip
    return t(
        f"Échelles de {name}, {len(counted)} critères, du pire au meilleur : {listed}.",
        f"Scales of {name}, {len(counted)} criteria, from worst to best: {listed}.",
    )
