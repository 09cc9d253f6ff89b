"""The page that a reader signs: the selection, site by site, with the evidence behind each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.candidates.usage.verify import VERDICTS
from tisites.messages.text import Text, number
from tisites.report.document import Document, Fact, Section
from tisites.report.evidence.sites import told_of
from tisites.report.left_out import reason_words
from tisites.report.phrases import SYNTHETIC
from tisites.report.runs import proof_name

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from tisites.report.evidence.sites import Told
    from tisites.run.read.stored import StoredRun

NAME = "evidence"
#: Ratio of areas that contradict each other, where the model declares none.
MOST_RATIO = 2.0


def told_sites(run: StoredRun) -> list[Told]:
    """Return what is told of each chosen site, in the order of the run's selection."""
    everyone, said = run.everyone, run.evidence
    most = run.model.eligibility.max_area_ratio or MOST_RATIO
    rows = everyone.loc[run.ids].sort_values(["reg", "dep"], kind="stable")
    groups = dict(list(said[said["site_id"].isin(set(run.ids))].groupby("site_id")))
    none = said.iloc[:0]
    return [
        told_of(str(site), row, groups.get(site, none), most)
        for site, row in rows.to_dict("index").items()
    ]


def signing_document(
    run: StoredRun, sites: Sequence[Told], against: Sequence[StoredRun] = ()
) -> Document:
    """Return the page that a reader signs.

    Parameters
    ----------
    run : StoredRun
        The selection to sign.
    sites : sequence of Told
        What is told of each of its sites.
    against : sequence of StoredRun
        Other selections: who left, who entered and why, and what the value became.
    """
    return Document(
        NAME,
        Text("Signer cette sélection", "Signing this selection"),
        (
            Section(sentences=_opening(run, sites)),
            _counts(run),
            *(_changes(run, other) for other in against),
            *(_site(place, site) for place, site in enumerate(sites, 1)),
            *_overseas(run.report.get("overseas")),
        ),
        notices=(SYNTHETIC,) if run.report["synthetic"] else (),
    )


def _overseas(told: Mapping[str, Any] | None) -> tuple[Section, ...]:
    """Return the overseas candidates among themselves; nothing in a run that does not rank them."""
    if not told or not told["sites"]:
        return ()
    gone = ", ".join(f"{place} {count}" for place, count in told["excluded"].items())
    intro = Text(
        "Rang entre candidats d'outre-mer, sur les critères qu'au moins l'un d'eux"
        f" renseigne ; exclus : {gone}.",
        "Rank among overseas candidates, over the criteria that at least one of them"
        f" tells; excluded: {gone}.",
    )
    items = []
    for row in told["sites"]:
        name = row["name"] or row["site_id"]
        score, low, high = (number(float(row[k]), 1) for k in ("score", "score_low", "score_high"))
        why = " ; ".join(part for part in (row["reason"], row["find_out_first"]) if part)
        first = Text(f"à savoir d'abord : {why}", f"to find out first: {why}")
        span = Text(f"{low} à {high}", f"{low} to {high}")
        items.append(
            f"{row['rank']}. {name}, {row['commune']} ({row['region']}) :"
            f" {VERDICTS[row['verdict']]}, {score} ({span}) ; {first}"
        )
    title = Text("Outre-mer, classé à part", "Overseas, ranked apart")
    return (Section(title, (intro,), items=tuple(items)),)


def _opening(run: StoredRun, sites: Sequence[Told]) -> tuple[Text, Text]:
    report = run.report
    wrong = [site for site in sites if site.contradicted]
    value = number(float(report["objective"]), 2)
    proof = proof_name(report)
    contradicted = (
        Text(
            "Aucun n'est contredit par les indices du paquet de données.",
            "None is contradicted by the evidence of the data pack.",
        )
        if not wrong
        else Text(
            f"Contredits par les indices : {', '.join(s.site for s in wrong)}.",
            f"Contradicted by the evidence: {', '.join(s.site for s in wrong)}.",
        )
    )
    return (
        Text(
            f"Scénario « {report['scenario']} » : {len(sites)} sites, valeur {value}, {proof}."
            f" {contradicted} Ce que dit une page publique, un courrier ou une visite n'est pas"
            " dans le paquet : chaque site est à vérifier sur place avant signature, dans l'ordre"
            " donné.",
            f"Scenario '{report['scenario']}': {len(sites)} sites, value {value}, {proof}."
            f" {contradicted} What a public page, a letter or a visit tells is not in the pack:"
            " each site is to be verified on the ground before signing, in the order given.",
        ),
        Text(
            "Page faite par tisites evidence RÉSULTAT ; un indice du planificateur s'ajoute par"
            " tisites run --evidence FICHIER (docs/evidence.md).",
            "Page made by tisites evidence RUN; a planner adds evidence by tisites run --evidence"
            " FILE (docs/evidence.md).",
        ),
    )


def _counts(run: StoredRun) -> Section:
    everyone = run.everyone
    counts = everyone["verdict"].value_counts()
    doubted = everyone[everyone["verdict"] == "to_verify"]
    reasons = doubted["reason"].value_counts()
    told = " ; ".join(
        f"{text} : {number(int(counts.get(code, 0)))}" for code, text in VERDICTS.items()
    )
    words = {
        code: reason_words(
            str(code), run.model.exclude, doubted["reason_text"][doubted["reason"] == code]
        )
        for code in reasons.index
    }
    detail = ", ".join(f"{words[code]} {number(int(n))}" for code, n in reasons.items())
    what = Text("À vérifier, par motif", "To verify, by reason")
    sentences = (f"{told}.", *((f"{what} : {detail}.",) if detail else ()))
    return Section(Text("Les candidats", "The candidates"), sentences)


def _changes(run: StoredRun, against: StoredRun) -> Section:
    before, after = set(against.ids), set(run.ids)
    left, entered = sorted(before - after), sorted(after - before)
    old, new = float(against.report["objective"]), float(run.report["objective"])
    name = against.model.title
    title = Text(f"Face à « {name} »", f"Against '{against.model.title_en or name}'")
    there, here = len(against.everyone), len(run.everyone)
    known = [site for site in left if site in run.everyone.index]
    barred = int((~run.everyone.loc[known, "eligible"].to_numpy(dtype=bool)).sum())
    told = Text(
        f"{len(left)} sites sortent, dont {barred} exclus ou à vérifier par les règles de ce"
        f" résultat, et {len(entered)} entrent ; la valeur passe de {number(old, 2)} à"
        f" {number(new, 2)} ({number(new - old, 2)}), sur {number(there)} candidats là et"
        f" {number(here)} ici.",
        f"{len(left)} sites leave, {barred} of them excluded or to verify by the rules of this run,"
        f" and {len(entered)} enter; the value goes from {number(old, 2)} to {number(new, 2)}"
        f" ({number(new - old, 2)}), over {number(there)} candidates there, {number(here)} here.",
    )
    lines = []
    beaten = str(Text("en concours, d'autres valent plus", "competes, others are worth more"))
    gone = str(Text("n'est plus parmi les candidats", "is no candidate any more"))
    for site in left:
        if site in run.everyone.index:
            row = run.everyone.loc[site]
            lines.append(
                f"{site}, {row['name']}, {row['commune']} : {row['reason_text'] or beaten}"
            )
        else:
            lines.append(f"{site} : {gone}")
    return Section(title, (told,), items=tuple(lines))


def _site(place: int, site: Told) -> Section:
    heads = (
        (Text("Pour", "For"), site.for_it),
        (Text("Contre", "Against"), site.against),
        (Text("Non vérifié", "Not checked"), site.unchecked),
        (Text("À vérifier d'abord", "To verify first"), site.verify),
    )
    facts = tuple(Fact(head, " ; ".join(items)) for head, items in heads if items)
    return Section(f"{place}. {site.title}", (f"{site.site} ; {site.facts}",), facts)
