"""Annex of a selection note: who was left out and why, by reason, by département, site by site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.consolidate import reason_family
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.left_out import reason_words
from tisites.report.note.basis import figure, known_words, named
from tisites.report.phrases import plural

if TYPE_CHECKING:
    from tisites.report.note.basis import Basis

#: Sites of each département that a page lists; the spreadsheet has them all.
EACH = 5
_COUNTS = (
    Column("reason", Text("Premier motif", "First reason")),
    Column("code", Text("code", "code"), seen="files"),
    Column("sites", Text("Candidats", "Candidates"), "", 0, "right"),
    Column("share", Text("Part", "Share"), "%", 1, "right"),
)
_DEPARTMENTS = (
    Column("dep", Text("code", "code"), seen="files"),
    Column("departement", Text("Département", "Département")),
    Column("candidates", Text("Candidats", "Candidates"), "", 0, "right"),
    Column("eligible", Text("Éligibles", "Eligible"), "", 0, "right"),
    Column("chosen", Text("Retenus", "Selected"), "", 0, "right"),
    Column("verify", Text("À vérifier", "To verify"), "", 0, "right"),
    Column("excluded", Text("Exclus", "Excluded"), "", 0, "right"),
    Column("reason", Text("Motif le plus fréquent", "Most frequent reason")),
)
_SITES = (
    Column("departement", Text("Département", "Département")),
    Column("site_id", Text("Identifiant", "Id"), seen="files"),
    Column("site", Text("Site", "Site")),
    Column("commune", Text("Commune", "Commune")),
    Column("hectares", Text("Surface", "Area"), "ha", 1, "right"),
    Column("reason", Text("Motif", "Reason")),
)


def annex(basis: Basis) -> Document:
    """Return the annex of exclusions, a part that begins on a page of its own."""
    out = _out(basis)
    listed, shown = _ordered(out)
    verify = int(out["verify"].sum())
    said = Text(
        f"{number(len(out))} candidats n'ont pas concouru, dont {number(verify)} que l'on peut"
        " faire revenir : il suffit d'y vérifier ou d'y déclarer quelque chose. La liste donne,"
        f" par département, les {EACH} plus grands de ceux-là ; exclusions_excel.csv les a tous.",
        f"{number(len(out))} candidates did not compete, {number(verify)} of which may come back:"
        f" something has to be verified or declared. The list gives the {EACH} largest of these by"
        " département; exclusions_excel.csv has all.",
    )
    return Document(
        "annex",
        Text("Annexe : candidats écartés", "Annex: candidates left out"),
        (
            Section(Text("Par motif", "By reason"), (said,), tables=(_by_reason(out),)),
            Section(Text("Par département", "By département"), tables=(_by_place(basis, out),)),
            Section(Text("Liste", "List"), tables=(_list(listed, shown),)),
        ),
    )


def _out(basis: Basis) -> pd.DataFrame:
    """Return the candidates that did not compete, with the words of their first reason."""
    table = basis.everyone
    out = table[~table["eligible"].astype(bool)].copy()
    codes = out["reason"].fillna("").astype(str)
    out["family"] = codes.map({code: reason_family(code) for code in codes.unique()})
    told = {
        family: reason_words(
            str(family), basis.model.exclude, out["reason_text"][out["family"] == family]
        )
        for family in out["family"].unique()
    }
    out["words"] = out["family"].map({family: str(words) for family, words in told.items()})
    out["verify"] = out["family"].str.startswith("verify.")
    return out


def _ordered(out: pd.DataFrame) -> tuple[pd.DataFrame, int]:
    """Return the list, what a page shows of it first, and how many rows that is."""
    ordered = out.sort_values(
        ["verify", "dep", "surface_ha"], ascending=[False, True, False], kind="stable"
    )
    rank = ordered.groupby(["verify", "dep"], dropna=False).cumcount()
    first = ordered["verify"] & (rank < EACH)
    return pd.concat([ordered[first], ordered[~first]]), int(first.sum())


def _by_reason(out: pd.DataFrame) -> Table:
    counts = out.groupby("family").agg(sites=("family", "size"), words=("words", "first"))
    counts = counts.sort_values("sites", ascending=False, kind="stable")
    rows = tuple(
        (row.words, family, int(row.sites), 100.0 * row.sites / len(out))
        for family, row in zip(counts.index, counts.itertuples(index=False), strict=True)
    )
    return Table("left_out", "", _COUNTS, rows)


def _by_place(basis: Basis, out: pd.DataFrame) -> Table:
    table = basis.everyone
    chosen = basis.chosen["dep"].value_counts()
    names = table.dropna(subset=["dep"]).drop_duplicates("dep").set_index("dep")["dep_nom"]
    rows = []
    for code in sorted(names.index):
        mine, gone = table[table["dep"] == code], out[out["dep"] == code]
        most = gone["words"].mode()
        verify = int(gone["verify"].sum())
        rows.append((
            code, f"{names[code]} ({code})", len(mine), int(mine["eligible"].sum()),
            int(chosen.get(code, 0)), verify, len(gone) - verify,
            str(most.iloc[0]) if len(most) else "",
        ))  # fmt: skip
    lost = int(table["dep"].isna().sum())
    note: Text | str = ""
    if lost:
        s = plural(lost)
        note = Text(
            f"{number(lost)} candidat{s} sans commune connue ne figure"
            f"{'nt' if lost > 1 else ''} dans aucun département.",
            f"{number(lost)} of no known commune are in no département.",
        )
    return Table("departements", "", _DEPARTMENTS, tuple(rows), note=note)


def _list(out: pd.DataFrame, shown: int) -> Table:
    none = str(Text("département inconnu", "unknown département"))
    rows = tuple(
        (
            Said(row.dep, f"{row.dep_nom} ({row.dep})" if isinstance(row.dep, str) else none),
            site,
            named(row.name_, site),
            known_words(row.commune),
            figure(row.surface_ha),
            row.words,
        )
        for site, row in zip(
            out.index, out.rename(columns={"name": "name_"}).itertuples(index=False), strict=True
        )
    )
    return Table("exclusions", "", _SITES, rows, shown=shown, group="departement")
