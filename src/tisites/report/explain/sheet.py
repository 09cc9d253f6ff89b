"""The sheet that explains a site: title, sentences, tables; written as text, Markdown or HTML."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.explain.phrases import figure, site_name
from tisites.study.explain.excluded import Excluded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.run.read.stored import StoredRun
    from tisites.study.explain.explain import Explainer, Explanation
    from tisites.study.explain.points import Contribution


@dataclass(frozen=True, slots=True)
class Grid:
    """A small table: heads, rows, and which columns hold figures."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, its sentences, its points, a table and the note under it."""

    title: str
    sentences: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    grid: Grid | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What is said of one site.

    Parameters
    ----------
    site : str
        Its id.
    title : str
        Its name and what became of it.
    lead : tuple of str
        The answer in a sentence or two.
    sections : tuple of Section
        The rest.
    synthetic : bool
        Whether the data are synthetic.
    """

    site: str
    title: str
    lead: tuple[str, ...]
    sections: tuple[Section, ...]
    synthetic: bool


def sheets_again(study: Mapping[str, Any]) -> list[Sheet]:
    """Return the sheets that a study's ``study.json`` keeps; none in a study older than these."""

    def grid(told: Mapping[str, Any]) -> Grid:
        rows = tuple(map(tuple, told["rows"]))
        return Grid(tuple(told["heads"]), rows, tuple(told["right"]))

    def section(told: Mapping[str, Any]) -> Section:
        table = grid(told["grid"]) if told["grid"] else None
        sentences, items = tuple(told["sentences"]), tuple(told["items"])
        return Section(told["title"], sentences, items, table, told["note"])

    return [
        Sheet(
            told["site"],
            told["title"],
            tuple(told["lead"]),
            tuple(map(section, told["sections"])),
            told["synthetic"],
        )
        for told in study.get("sheets", ())
    ]


def sheet_of(run: StoredRun, explainer: Explainer, found: Explanation) -> Sheet:
    """Write an explanation in the current language."""
    from tisites.report.explain.said import evidence_section
    from tisites.report.explain.sheet_in import kept_sections
    from tisites.report.explain.sheet_out import excluded_sections, out_sections
    from tisites.report.explain.sources import legal_section
    from tisites.study.explain.chosen import WhyIn

    said = evidence_section(run.evidence, found.site)
    base = explainer.base
    case = base.case
    name = site_name(case, found.site)
    if isinstance(found, WhyIn):
        word = Text("retenu", "selected")
        lead, sections = kept_sections(base, found)
    elif isinstance(found, Excluded):
        word = Text("n'a pas concouru", "did not compete")
        lead, sections = excluded_sections(base, found)
    else:
        word = Text("non retenu", "not selected")
        lead, sections = out_sections(base, found)
    if not base.proven:
        gap = number(max(0.0, base.bound - base.value), 2)
        lead = (*lead, str(
            Text(
                f"Attention : la sélection de ce résultat n'est pas prouvée optimale (écart"
                f" {gap}) ; les coûts sont comptés à partir d'elle.",
                f"Beware: the selection of this run is not proven optimal (gap {gap}); costs are"
                " counted from it.",
            )
        ))  # fmt: skip
    return Sheet(
        found.site,
        f"{name} : {word.fr}" if str(word) == word.fr else f"{name}: {word.en}",
        lead,
        (
            *sections,
            *([said] if said is not None else []),
            legal_section(run, base, found),
        ),
        case.synthetic,
    )


def points_grid(case: object, contributions: Sequence[Contribution]) -> Grid:
    """Return a site's points, criterion by criterion, with the data behind them."""
    score = case.model.score  # type: ignore[attr-defined]
    rows = []
    for one in contributions:
        criterion = score[one.criterion]
        label = Text(criterion.label, criterion.label_en or criterion.label)
        rows.append(
            (str(label), quantity_words(one), f"{number(one.points, 2)} / {number(one.out_of, 2)}")
        )
    total, most = sum(c.points for c in contributions), sum(c.out_of for c in contributions)
    rows.append((str(Text("Score", "Score")), "", f"{number(total, 2)} / {number(most, 0)}"))
    heads = (Text("Critère", "Criterion"), Text("Donnée", "Data"), Text("Points", "Points"))
    return Grid(tuple(map(str, heads)), tuple(rows), (False, True, True))


def quantity_words(one: Contribution, value: float | None = None) -> str:
    """Write the quantity of a criterion in its unit, or that it is unknown."""
    shown = one.quantity if value is None else value
    if math.isnan(shown):
        return str(Text("inconnue", "unknown"))
    if one.unit == "0/1":
        return str(Text("oui", "yes") if shown >= 0.5 else Text("non", "no"))
    places = decimals_of(one.unit, shown)
    if one.unit == "year":  # a year takes no thousands separator
        return f"{shown:.{places}f}".replace(".", str(Text(",", ".")))
    return f"{figure(shown, places)}{unit_words(one.unit)}"


def decimals_of(unit: str, value: float) -> int:
    """Return the decimals that a quantity is written with.

    Examples
    --------
    >>> decimals_of("ha", 12.3), decimals_of("persons", 143246.7), decimals_of("year", 2031.1)
    (2, 0, 1)
    """
    if unit == "year":
        return 1
    return 0 if abs(value) >= 1000 else 2
