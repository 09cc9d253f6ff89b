"""Why sites are in or out, as documents: a part a site, made to be sent by itself."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number
from tisites.report.document import Document, Figure, Section
from tisites.report.explain.change import CHANGES
from tisites.report.explain.context import context_section
from tisites.report.explain.evidence import EVIDENCE, evidence_section
from tisites.report.explain.excluded import excluded_sections
from tisites.report.explain.law import legal_section
from tisites.report.explain.phrases import INCOMPLETE, short_name, site_name
from tisites.report.explain.points import POINTS
from tisites.report.explain.selected import selected_sections
from tisites.report.explain.unselected import unselected_sections
from tisites.report.phrases import SYNTHETIC, plural
from tisites.study.explain.chosen import WhyIn
from tisites.study.explain.excluded import Excluded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from tisites.study.explain.base import Answered
    from tisites.study.explain.explain import Explanation

#: Name of the document; JSON file of every study of this kind; what they may replace.
NAME, MARK = "explain", "study.json"
OWNS = ("explain.", POINTS, CHANGES, EVIDENCE, "candidates", "importance")


def explain_document(
    base: Answered,
    found: Sequence[Explanation],
    report: Mapping[str, Any],
    evidence: pd.DataFrame,
    head: Mapping[str, Any],
    *,
    pictures: bool = False,
) -> Document:
    """Say of each site why it is in or out; several sites are parts of one document.

    Parameters
    ----------
    base : Answered
        The answer that the sites are in, or not.
    found : sequence of Explanation
        One a site, in the order asked.
    report : mapping
        What ``solution.json`` holds: the law wants the sources.
    evidence : DataFrame
        What every source says of the sites.
    head : mapping
        What was asked of which run, for the JSON file.
    pictures : bool
        Whether each site's points are drawn too (:func:`picture_of` names the files).
    """
    cut = () if head.get("complete", True) else (INCOMPLETE,)
    parts = tuple(_part(base, one, report, evidence, pictures=pictures) for one in found)
    data = {**head, "explanations": list(found)}
    if len(parts) == 1:
        part = parts[0]
        return replace(part, notices=(*cut, *part.notices), data=data, mark=MARK, owns=OWNS)
    notices = (*cut, *((SYNTHETIC,) if base.case.synthetic else ()))
    title = Text(f"Motivations : {len(parts)} sites", f"Explanations: {len(parts)} sites")
    return Document(NAME, title, (), (_counts(found),), notices, data, parts, MARK, OWNS)


def picture_of(site: str) -> str:
    """Return the file of a site's points, drawn.

    Examples
    --------
    >>> picture_of("60057/12")
    'points_60057_12.png'
    """
    return f"points_{''.join(c if c.isalnum() or c in '-_' else '_' for c in site)}.png"


def _counts(found: Sequence[Explanation]) -> str:
    chosen = sum(isinstance(one, WhyIn) for one in found)
    barred = sum(isinstance(one, Excluded) for one in found)
    out = len(found) - chosen - barred
    counted = (
        (chosen, Text(f"retenu{plural(chosen)}", "selected")),
        (out, Text(f"non retenu{plural(out)}", "not selected")),
        (barred, Text("n'ayant pas concouru", "that did not compete")),
    )
    return ", ".join(f"{count} {words}" for count, words in counted if count) + "."


def _part(
    base: Answered,
    found: Explanation,
    report: Mapping[str, Any],
    evidence: pd.DataFrame,
    *,
    pictures: bool,
) -> Document:
    if isinstance(found, WhyIn):
        word = Text("retenu", "selected")
        lead, sections = selected_sections(base, found)
    elif isinstance(found, Excluded):
        word = Text("n'a pas concouru", "did not compete")
        lead, sections = excluded_sections(found)
    else:
        word = Text("non retenu", "not selected")
        lead, sections = unselected_sections(base, found)
    said = evidence_section(evidence, found.site)
    context = context_section(base.case, found.site)
    drawn = pictures and not isinstance(found, Excluded)
    name = site_name(base.case, found.site)
    return Document(
        NAME,
        Text(f"{name} : {word.fr}", f"{name}: {word.en}"),
        (
            *sections[:1],
            *((_picture(base, found.site),) if drawn else ()),
            *sections[1:],
            *((said,) if said is not None else ()),
            *((context,) if context is not None else ()),
            legal_section(report, base, found),
        ),
        (*lead, *_unproven(base)),
        (SYNTHETIC,) if base.case.synthetic else (),
    )


def _picture(base: Answered, site: str) -> Section:
    alt = Text(
        f"Points de {short_name(base.case, site)} par critère, à côté de la moyenne des sites"
        " retenus",
        f"Points of {short_name(base.case, site)} by criterion, beside the mean of the selected"
        " sites",
    )
    return Section(figures=(Figure(picture_of(site), alt),), terminal=False)


def _unproven(base: Answered) -> tuple[Text, ...]:
    if base.proven:
        return ()
    gap = number(max(0.0, base.bound - base.value), 2)
    return (
        Text(
            f"Attention : la sélection de ce résultat n'est pas prouvée optimale (écart {gap}) ;"
            " les coûts sont comptés à partir d'elle.",
            f"Beware: the selection of this run is not proven optimal (gap {gap}); costs are"
            " counted from it.",
        ),
    )
