"""What the labelled sites of 2024 beside an optimum mean, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.phrases import SYNTHETIC, plural
from tisites.study.real_choice import (
    BROWNFIELDS_IN_ALL,
    HECTARES_IN_ALL,
    LABELLED_IN_ALL,
    SOURCE_IN_ALL,
    STATES,
    RealChoice,
)

if TYPE_CHECKING:
    from tisites.run.read.case import Case

#: Name of the document; its tables.
NAME, TABLES = "labels_2024", ("labels_2024_sites", "labels_2024_regions", "labels_2024_shares")
STATE_WORDS = {
    "chosen": Text("retenu aussi", "chosen too"),
    "eligible": Text("éligible, non retenu", "eligible, not chosen"),
    "not_eligible": Text("candidat non éligible", "candidate not eligible"),
    "no_candidate": Text("aucun candidat reconnu", "no candidate recognised"),
    "not_placed": Text("lieu non dit", "place not told"),
}
MATCH_WORDS = {
    "identical": Text("même site", "same site"),
    "same_zone": Text("partie de la même zone", "part of the same zone"),
    "same_commune": Text("même commune", "same commune"),
    "near": Text("à moins de 5 km", "within 5 km"),
}
SHARE_WORDS = {
    "territoire_industrie": Text("en Territoire d'industrie", "in a Territoire d'industrie"),
    "overseas": Text("outre-mer", "overseas"),
    "brownfield": Text("sur une friche", "on a brownfield"),
    "ten_hectares": Text("de 10 ha ou plus", "of 10 ha or more"),
    "fifty_hectares": Text("de 50 ha ou plus", "of 50 ha or more"),
}


def real_choice_document(found: RealChoice, case: Case) -> Document:
    """Say what the State's choice and the optimum have in common, and how much is not known."""
    title = Text(
        f"Le choix de 2024 et l'optimum « {case.model.titled.fr} »",
        f"The choice of 2024 and the optimum '{case.model.titled.en}'",
    )
    return Document(
        NAME,
        title,
        (
            Section(Text("Ce qui manque", "What is missing"), items=_missing(found)),
            Section(Text("Ce que les deux disent", "What both tell"),
                    tables=(_shares_table(found), _regions_table(found)), note=SOURCE_IN_ALL),
            Section(Text("Site par site", "Site by site"), tables=(_sites_table(found, case),)),
        ),
        _lead(found),
        (SYNTHETIC,) if case.synthetic else (),
        _data(found),
    )  # fmt: skip


def _lead(found: RealChoice) -> tuple[Text, ...]:
    same = int(found.sites["candidate"].notna().sum())
    chosen, eligible = found.count("chosen"), found.count("eligible")
    many = len(found.sites)
    near = found.sites["nearest_km"].to_numpy(dtype=np.float64)
    placed = int(np.isfinite(near).sum())
    close = int((near <= 20.0).sum())
    return (
        Text(
            f"{number(many)} des {LABELLED_IN_ALL} sites labellisés sont connus ; {number(same)}"
            f" {'sont' if same > 1 else 'est'} reconnu{plural(same)} parmi les candidats, dont"
            f" {number(chosen)} retenu{plural(chosen)} et {number(eligible)} éligible"
            f"{plural(eligible)} non retenu{plural(eligible)}.",
            f"{number(many)} of the {LABELLED_IN_ALL} labelled sites are known; {number(same)}"
            f" recognised among the candidates, {number(chosen)} of them chosen and"
            f" {number(eligible)} eligible but not chosen.",
        ),
        Text(
            f"{number(close)} des {number(placed)} sites placés ont un site retenu à 20 km ou moins"
            " du point de leur commune.",
            f"{number(close)} of the {number(placed)} sites with a place have a chosen site within"
            " 20 km of their commune's point.",
        ),
    )


def _missing(found: RealChoice) -> tuple[Text, ...]:
    sites = found.sites
    unknown = LABELLED_IN_ALL - len(sites)
    placed = int(sites["lon"].notna().sum())
    surface = sites["surface_ha"].notna()
    told = number(float(sites["surface_ha"].sum()), 0)
    brown = sites["brownfield"].notna()
    return (
        Text(
            f"{number(unknown)} sites dont rien n'est connu ; {number(len(sites) - placed)} connus"
            " par leur région ou leur département seulement.",
            f"{number(unknown)} sites of which nothing is known; {number(len(sites) - placed)}"
            " known by their région or département only.",
        ),
        Text(
            f"Surface dite pour {number(int(surface.sum()))} sites ({told} ha) ; l'ensemble des"
            f" {LABELLED_IN_ALL} : {number(HECTARES_IN_ALL)} ha.",
            f"Surface told for {number(int(surface.sum()))} sites ({told} ha); all"
            f" {LABELLED_IN_ALL}: {number(HECTARES_IN_ALL)} ha.",
        ),
        Text(
            f"Friche ou non : dit pour {number(int(brown.sum()))} sites ; l'ensemble :"
            f" {BROWNFIELDS_IN_ALL} sur des friches ; ici tous les candidats en sont.",
            f"Brownfield or not: told for {number(int(brown.sum()))} sites; of all:"
            f" {BROWNFIELDS_IN_ALL} on brownfields; here every candidate is one.",
        ),
        Text(
            "Aucun poids, aucun dossier n'est publié : le choix réel n'a pas de valeur ici, et un"
            " écart n'est pas une erreur.",
            "No weight, no file is published: the real choice cannot be given a value, and a"
            " difference is no error.",
        ),
    )


def _shares_table(found: RealChoice) -> Table:
    columns = (
        Column("what", Text("part des sites", "share of sites")),
        Column("real_pct", Text("choix de 2024", "choice of 2024"), "%", 0, "right"),
        Column("real_known", Text("sites qui le disent", "sites that tell it"), "", 0, "right"),
        Column("chosen_pct", Text("optimum", "optimum"), "%", 0, "right"),
        Column("chosen_known", Text("sites qui le disent", "sites that tell it"), "", 0, "right"),
    )
    rows = tuple(
        (
            Said(str(key), SHARE_WORDS[str(key)]),
            100.0 * row["real"] / row["real_known"] if row["real_known"] else None,
            int(row["real_known"]),
            100.0 * row["chosen"] / row["chosen_known"] if row["chosen_known"] else None,
            int(row["chosen_known"]),
        )
        for key, row in found.shares.iterrows()
    )
    return Table(TABLES[2], Text("Parts comparables", "Comparable shares"), columns, rows)


def _regions_table(found: RealChoice) -> Table:
    columns = (
        Column("reg", Text("code", "code"), seen="files"),
        Column("name", Text("région", "région")),
        Column("real", Text("choix de 2024, connus", "choice of 2024, known"), "", 0, "right"),
        Column("chosen", Text("optimum", "optimum"), "", 0, "right"),
        Column("difference", Text("écart", "difference"), "", 0, "right", signed=True),
    )
    rows = tuple(
        (str(code), row["name"], int(row["real"]), int(row["chosen"]),
         int(row["chosen"]) - int(row["real"]))
        for code, row in found.regions.iterrows()
    )  # fmt: skip
    return Table(TABLES[1], Text("Par région", "By région"), columns, rows)


_SITES = (
    Column("label", Text("identifiant", "id"), seen="files"),
    Column("name", Text("site labellisé", "labelled site")),
    Column("commune", Text("commune", "commune")),
    Column("region", Text("région", "région"), seen="wide"),
    Column("surface_ha", Text("surface dite", "surface told"), "ha", 1, "right", seen="wide"),
    Column("brownfield", Text("friche", "brownfield"), seen="files"),
    Column("ready", Text("échéance", "ready"), seen="files"),
    Column("match", Text("reconnu comme", "recognised as")),
    Column("candidate", Text("candidat", "candidate"), seen="wide"),
    Column("candidate_ha", Text("surface du candidat", "candidate's surface"), "ha", 1, "right",
           seen="wide"),
    Column("state", Text("dans l'optimum", "in the optimum")),
    Column("reason", Text("motif", "reason"), seen="wide"),
    Column("rank", Text("rang", "rank"), "", 0, "right"),
    Column("nearest", Text("site retenu le plus proche", "nearest chosen site"), seen="files"),
    Column("nearest_km", Text("retenu le plus proche", "nearest chosen"), "km", 0, "right"),
)  # fmt: skip


def _sites_table(found: RealChoice, case: Case) -> Table:
    order = found.sites.assign(order=[STATES.index(s) for s in found.sites["state"]])
    order["unnamed"] = ~order["named"].astype(bool)
    order = order.sort_values(["unnamed", "order", "reg_nom", "name"], kind="stable")
    rows = []
    for label, row in order.iterrows():
        candidate = row["candidate"] if isinstance(row["candidate"], str) else None
        match = row["match"] if isinstance(row["match"], str) else None
        hectares = case.everyone.at[candidate, "surface_ha"] if candidate else None
        rows.append((
            str(label), _known(row["name"]), _known(row["commune"]), _known(row["reg_nom"]),
            _figure(row["surface_ha"]), _known(row["brownfield"]), _known(row["ready"]),
            Said(match, MATCH_WORDS[match]) if match else None,
            candidate, _figure(hectares),
            Said(row["state"], STATE_WORDS[row["state"]]), _known(row["reason_text"]),
            _figure(row["rank"]), _known(row["nearest"]), _figure(row["nearest_km"]),
        ))  # fmt: skip
    note = Text(
        f"Rangs parmi {number(found.eligible)} candidats éligibles. Un site labellisé est placé au"
        " point de sa commune : les distances sont à quelques kilomètres près.",
        f"Ranks among {number(found.eligible)} eligible candidates. A labelled site lies at its"
        " commune's point: distances are good to a few kilometres.",
    )
    named = int(order["named"].astype(bool).sum())
    return Table(TABLES[0], "", _SITES, tuple(rows), shown=named, note=note)


def _known(value: Any) -> str | None:
    return value if isinstance(value, str) else None


def _figure(value: Any) -> float | None:
    return float(value) if value is not None and np.isfinite(float(value)) else None


def _data(found: RealChoice) -> dict[str, Any]:
    return {
        "labelled": LABELLED_IN_ALL,
        "known": len(found.sites),
        "states": {state: found.count(state) for state in STATES},
        "eligible": found.eligible,
        "regions": found.regions.to_dict("index"),
        "shares": found.shares.to_dict("index"),
        "sites": {
            str(label): {
                "candidate": _known(row["candidate"]),
                "match": _known(row["match"]),
                "state": row["state"],
                "rank": _figure(row["rank"]),
                "nearest": _known(row["nearest"]),
                "nearest_km": _figure(row["nearest_km"]),
            }
            for label, row in found.sites.iterrows()
        },
    }
