"""From records to sites: duplicates told or merged, adjacent parcels assembled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.assembly import assemble
from tisites.candidates.duplicates import possible_duplicates
from tisites.candidates.eligibility import judge
from tisites.candidates.labelled import LABELLED_AS
from tisites.candidates.merges import duplicate_findings, proposed_merges
from tisites.candidates.usage.naming import unmarked
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.candidates.assembly import Assembly
    from tisites.candidates.candidates import Candidates
    from tisites.candidates.consolidation_rules import AssemblyRules, DuplicateRules
    from tisites.candidates.eligibility_rules import EligibilityRules

#: First part of the reason code of a record that another stands for; the rest is the other's id.
DUPLICATE_OF = "duplicate_of"
ASSEMBLED_INTO = "assembled_into"
FAMILIES: dict[str, Text] = {
    DUPLICATE_OF: Text("doublon d'une fiche mieux connue", "duplicate of a better-known record"),
    ASSEMBLED_INTO: Text("parcelle d'un site assemblé", "parcel of an assembled site"),
    LABELLED_AS: Text("site labellisé en 2024", "site labelled in 2024"),
}


@dataclass(frozen=True, slots=True)
class Consolidated:
    """Candidates, and the records that others stand for.

    Parameters
    ----------
    candidates : Candidates
        Every record of the file, then the assembled sites; sorted by id, findings added.
    merges : DataFrame
        Of :func:`~tisites.candidates.merges.proposed_merges`.
    replaced : Series of str
        Index of the records that do not compete because another stands for them; reason code
        ``duplicate_of.<id>`` or ``assembled_into.<id>``.
    """

    candidates: Candidates
    merges: pd.DataFrame
    replaced: pd.Series


def consolidate(
    candidates: Candidates,
    duplicates: DuplicateRules,
    assembly: AssemblyRules,
    eligibility: EligibilityRules,
) -> Consolidated:
    """Find duplicates, and assemble parcels if the model asks for it.

    Parameters
    ----------
    candidates : Candidates
        As read.
    duplicates, assembly : DuplicateRules, AssemblyRules
        The model's ``[duplicates]`` and ``[assembly]``.
    eligibility : EligibilityRules
        Parcels are assembled if they pass these rules, surface bounds apart, and are no duplicate
        of another: a hectare is not counted twice.

    Raises
    ------
    BadInputError
        If an eligibility rule names an unknown word.
    """
    table = candidates.table
    merges = proposed_merges(table, possible_duplicates(table, duplicates))
    findings = [*candidates.findings, *duplicate_findings(table, merges, duplicates)]
    replaced = pd.Series([], index=pd.Index([], dtype="str", name="site_id"), dtype="str")
    if duplicates.action == "merge":
        replaced = DUPLICATE_OF + "." + merges["kept"].astype("str")
    if assembly.enabled:
        free = eligibility.model_copy(update={"min_surface_ha": None, "max_surface_ha": None})
        judged = judge(candidates, free).table["eligible"]
        allowed = judged.index[judged.to_numpy(dtype=bool)].difference(merges.index)
        made = assemble(candidates, assembly, allowed)
        findings += made.findings
        candidates = _with(candidates, made)
        replaced = pd.concat([replaced, ASSEMBLED_INTO + "." + made.members])
    ordered = sorted(findings, key=lambda f: (f.code, f.subject, f.line or 0))
    candidates = replace(candidates, findings=tuple(ordered))
    return Consolidated(candidates, merges, replaced.sort_index())


def _with(candidates: Candidates, made: Assembly) -> Candidates:
    if made.rows.empty:
        return candidates
    outlines = candidates.outlines
    if outlines is not None:
        outlines = pd.concat([outlines, made.outlines]).sort_index()
    table = pd.concat([candidates.table, made.rows]).sort_index()
    return replace(candidates, table=table, outlines=outlines)


def replaced_text(code: str, names: Mapping[str, object]) -> Text:
    """Return a reason code of :attr:`Consolidated.replaced` as a sentence.

    Parameters
    ----------
    code : str
        Family of the reason and id of the record that stands for the site.
    names : mapping of str to object
        Name of every record; unknown where it is no text.

    Examples
    --------
    >>> str(replaced_text("duplicate_of.a1", {"a1": "Halle Sud"}))
    "doublon d'une fiche mieux connue : Halle Sud (a1)"
    >>> str(replaced_text("duplicate_of.a1", {}))
    "doublon d'une fiche mieux connue : a1"
    """
    family, _, other = code.partition(".")
    head, name = FAMILIES[family], names.get(other)
    who = f"{unmarked(name)} ({other})" if isinstance(name, str) and name else other
    return Text(f"{head.fr} : {who}", f"{head.en}: {who}")


def reason_family(code: str) -> str:
    """Return a reason code without the id of the record that stands for the site.

    Examples
    --------
    >>> reason_family("duplicate_of.a1"), reason_family("exclude.flood")
    ('duplicate_of', 'exclude.flood')
    """
    family = code.partition(".")[0]
    return family if family in FAMILIES else code
