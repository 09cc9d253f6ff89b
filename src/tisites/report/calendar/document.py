"""What a programme over years means, as a document."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.messages.text import Text, number
from tisites.report.calendar.figures import GANTT, SPENDING
from tisites.report.calendar.words import (
    PROOFS,
    READING_WORDS,
    concession_words,
    delivery_words,
    headline,
    least_words,
    more_words,
    reading_words,
    silent_words,
)
from tisites.report.document import Column, Document, Fact, Figure, Said, Section, Table
from tisites.report.explain.phrases import short_name
from tisites.report.phrases import SYNTHETIC
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.study.years.calendar import Calendar

#: Name of the document; its tables.
NAME = "calendar"
TABLES = (
    "calendar", "calendar_spending", "calendar_territories", "calendar_delivery",
    "calendar_readings",
)  # fmt: skip
_SITES = (
    Column("site_id", Text("site", "site"), whole=True),
    Column("region", Text("région", "region"), seen="wide"),
    Column("start_year", Text("démarrage", "start"), align="right",
           short=Text("début", "start")),
    Column("works_end_year", Text("fin des étapes", "steps end"), "", 1, "right",
           short=Text("étapes", "steps")),
    Column("turnkey_year_low", Text("clé en main, au plus tôt", "turnkey, earliest"), "", 1,
           "right", seen="wide"),
    Column("turnkey_year", Text("clé en main, probable", "turnkey, likely"), "", 1, "right",
           short=Text("prêt", "ready")),
    Column("turnkey_year_high", Text("clé en main, au plus tard", "turnkey, latest"), "", 1,
           "right", seen="wide"),
    Column("cost_meur_low", Text("coût, borne basse", "cost, low"), "M€", 1, "right",
           seen="files"),
    Column("cost_meur", Text("coût retenu", "cost taken"), "M€", 1, "right",
           short="M€"),
    Column("cost_meur_high", Text("coût, borne haute", "cost, high"), "M€", 1, "right",
           seen="files"),
    Column("paid_years", Text("payé en", "paid over"), "ans", 0, "right", seen="wide"),
)  # fmt: skip
_SPENDING = (
    Column("year", Text("année", "year"), align="right"),
    Column("begun", Text("sites démarrés", "sites begun"), "", 0, "right"),
    Column("under_way", Text("sites payés", "sites being paid"), "", 0, "right"),
    Column("spent_meur", Text("dépense", "spending"), "M€", 1, "right"),
    Column("cofunded_meur", Text("dont cofinancé", "of which co-funded"), "M€", 1, "right"),
    Column("budget_meur", Text("budget", "budget"), "M€", 1, "right"),
)
_DELIVERY = (
    Column("by", Text("au 31 décembre", "by 31 December"), align="right",
           short=Text("fin", "end of")),
    Column("grid_slip_years", Text("réseau en retard de", "grid late by"), "ans", 0, "right",
           short=Text("réseau +", "grid +")),
    Column("expected", Text("sites attendus", "sites expected"), "", 1, "right",
           short=Text("attendus", "expected")),
    Column("shared", Text("probable, choc commun", "likely, common shock"), align="right",
           short=Text("probable", "likely")),
    Column("alone", Text("probable, retards indépendants", "likely, independent delays"),
           align="right", seen="wide"),
    Column("at_least", Text("au moins", "at least"), "sites", 0, "right"),
    Column("probability_shared", Text("probabilité, choc commun", "probability, common shock"),
           "%", 0, "right", short="%"),
    Column("probability_alone", Text("probabilité, indépendants", "probability, independent"),
           "%", 0, "right", seen="wide"),
)  # fmt: skip
_READINGS = (
    Column("reading", Text("coût", "cost")),
    Column("proof", Text("preuve", "proof")),
    Column("sites", Text("sites", "sites"), "", 0, "right"),
    Column("value", Text("points", "points"), "", 1, "right"),
    Column("cost_meur", Text("coût en tout", "cost in all"), "M€", 0, "right"),
    Column("same_sites", Text("sites du calendrier", "sites of the calendar"), "", 0, "right"),
)


def calendar_document(found: Calendar) -> Document:
    """Say who begins when, what each year pays, what is delivered, and what would help."""
    case = found.case
    notices: tuple[Text, ...] = (SYNTHETIC,) if case.synthetic else ()
    title = Text(f"Calendrier du programme : {case.model.titled.fr}",
                 f"Calendar of the programme: {case.model.titled.en}")  # fmt: skip
    if not found.plan.starts.size:
        said = () if found.concessions is None else concession_words(found, found.concessions)
        held = Section(Text("Ce qu'il faudrait céder", "What could be conceded"), items=said)
        return Document(NAME, title, (held, _basis(found)), headline(found), notices, _data(found))
    sections = [
        Section(
            Text("Qui démarre quand", "Who begins when"),
            tables=(_calendar_table(found),),
            figures=(Figure(GANTT, _gantt_alt(found)),),
        ),
        Section(
            Text("Ce que paie chaque année", "What each year pays"),
            tables=(_spending_table(found),),
            figures=(Figure(SPENDING, _spending_alt(found)),),
        ),
        Section(Text("Les territoires, date par date", "Territories, date by date"),
                tables=(_territories(found),)),
        Section(Text("Ce qui est livré", "What is delivered"), delivery_words(found),
                tables=(_delivery_table(found),)),
    ]  # fmt: skip
    if found.reads:
        sections.append(_money(found))
    sections.append(
        Section(Text("Ce qu'il ne dit pas", "What it does not say"), items=silent_words(found))
    )
    sections.append(_basis(found))
    return Document(NAME, title, tuple(sections), headline(found), notices, _data(found))


def _calendar_table(found: Calendar) -> Table:
    case, made, table = found.case, found.plan, found.table
    horizon = table.horizon
    paid = tuple(
        Column(f"paid_{year}_meur", Text(f"payé en {year}", f"paid in {year}"), "M€", 2, "right",
               seen="files")
        for year in horizon.tolist()
    )  # fmt: skip
    low, likely, high = (found.delays.ready(table.years, end) for end in range(3))
    rows = []
    order = sorted(made.sites.tolist(), key=lambda i: (int(made.starts[i]), str(case.ids[i])))
    for i in order:
        k = int(made.starts[i])
        site, begun = str(case.ids[i]), int(table.years[k])
        each = float(table.cost[i]) / int(table.duration[i])
        costs = [float(found.costs[reading][i]) for reading in ("low", "high")]
        region = case.sites["reg_nom"].iloc[i] if "reg_nom" in case.sites else None
        rows.append((
            Said(site, short_name(case, site)), region, Said(begun, str(begun)),
            _year(begun + float(found.delays.steps[i, 1])), _year(float(low[i, k])),
            _year(float(likely[i, k])), _year(float(high[i, k])), costs[0], float(table.cost[i]),
            costs[1], int(table.duration[i]),
            *(each if k <= h < k + int(table.duration[i]) else 0.0 for h in range(horizon.size)),
        ))  # fmt: skip
    return Table(TABLES[0], "", (*_SITES, *paid), tuple(rows))


def _year(date: float) -> Said:
    """Return a decimal year for programs, the year for readers: 2030.4 is in 2030."""
    year = math.ceil(date) - 1 if date == math.floor(date) else math.floor(date)
    return Said(round(date, 3), str(year))


def _spending_table(found: Calendar) -> Table:
    table, starts, made = found.table, found.plan.starts, found.plan.sites
    spent, funds = found.spending(), found.funded()
    rows = []
    for h, year in enumerate(table.horizon.tolist()):
        k = starts[made]
        way = int(((k <= h) & (h < k + table.duration[made])).sum())
        if h >= table.years.size and not way:
            continue
        budget = float(table.budgets[h])
        rows.append((
            Said(year, str(year)), int((k == h).sum()), way, float(spent[h]),
            float(funds[:, h].sum()) if funds.size else None,
            budget if np.isfinite(budget) else None,
        ))  # fmt: skip
    return Table(TABLES[1], "", _SPENDING, tuple(rows))


def _territories(found: Calendar) -> Table:
    """Return sites begun by the end of each year, by région; files tell those turnkey too."""
    table, starts, sites = found.table, found.plan.starts, found.plan.sites
    regions = found.case.sites["reg_nom"].fillna("").to_numpy(dtype=object)
    ready = found.table.ready
    years = table.years.tolist()
    last = int(np.ceil(ready[sites, starts[sites]].max()))
    later = list(range(years[0] + 1, last + 1))
    columns = (
        Column("region", Text("région", "region")),
        *(Column(f"begun_{y}", Text(f"démarrés fin {y}", f"begun by {y}"), "", 0, "right",
                 short=str(y)) for y in years),
        *(Column(f"turnkey_{y}", Text(f"clé en main fin {y}", f"turnkey by {y}"), "", 0, "right",
                 seen="files") for y in later),
    )  # fmt: skip
    rows: list[tuple[object, ...]] = []
    for name in sorted(set(regions[sites])):
        mine = sites[regions[sites] == name]
        begun = [int((starts[mine] <= k).sum()) for k in range(len(years))]
        done = [int((ready[mine, starts[mine]] <= y + 1).sum()) for y in later]
        rows.append((name or None, *begun, *done))
    total = np.array([row[1:] for row in rows], dtype=np.int64).sum(axis=0).tolist()
    rows.append((Text("ensemble", "together"), *total))
    return Table(
        TABLES[2],
        Text("Sites démarrés à la fin de chaque année", "Sites begun by the end of each year"),
        columns, tuple(rows), total=True,
    )  # fmt: skip


def _delivery_table(found: Calendar) -> Table:
    rows = tuple(
        (Said(one.year, str(one.year)), one.slip, one.expected,
         f"{one.shared[0]}–{one.shared[1]}", f"{one.alone[0]}–{one.alone[1]}", one.at_least,
         100 * one.reached_shared, 100 * one.reached_alone)
        for one in found.dues
    )  # fmt: skip
    note = Text(
        "« Probable » : quatre chances sur cinq. Choc commun : le retard du réseau est le même"
        " rang pour tous.",
        "'Likely': four chances in five. Common shock: the grid's delay has the same rank for all.",
    )
    return Table(TABLES[3], "", _DELIVERY, rows, note=note)


def _money(found: Calendar) -> Section:
    said = [more_words(found, one) for one in found.more]
    if found.least is not None:
        count = found.plan.sites.size
        said.insert(0, least_words(found.least, fixed=found.fixed, count=count))
    for one in found.reads:
        if one.plan.proof is Proof.INFEASIBLE:
            said.append(reading_words(one, fixed=found.fixed, count=found.plan.sites.size))
    mine = set(found.plan.sites.tolist())
    rows = tuple(
        (
            Said(one.reading, READING_WORDS[one.reading]),
            Said(one.plan.proof.value, PROOFS[one.plan.proof]),
            one.plan.sites.size if one.plan.starts.size else None,
            one.plan.value if one.plan.starts.size else None,
            one.cost if one.plan.starts.size else None,
            len(mine & set(one.plan.sites.tolist())) if one.plan.starts.size else None,
        )
        for one in found.reads
    )
    title = Text("Le même budget, selon le coût retenu", "The same budget, by the cost taken")
    return Section(
        Text("Ce que l'argent change", "What money changes"),
        tuple(said),
        tables=(Table(TABLES[4], title, _READINGS, rows),),
    )


def _basis(found: Calendar) -> Section:
    rule = found.rule
    facts = [Fact(Text("Budget", "Budget"), rule.source)]
    facts += [
        Fact(Text(f"Cofinancement « {name} »", f"Co-funding '{name}'"), fund.source)
        for name, fund in rule.cofunding.items()
    ]
    facts += [
        Fact(Text(f"Équilibre « {name} »", f"Balance '{name}'"), balance.source)
        for name, balance in rule.balance.items()
    ]
    ties = {
        "earliest_starts": Text(
            "à valeur égale, la plus petite somme des années de démarrage, puis les premiers"
            " identifiants d'abord",
            "at equal value, the least sum of start years, then the first ids first",
        ),
        "earliest_spending": Text(
            "à valeur égale, la plus petite somme des années de démarrage pondérée par le coût",
            "at equal value, the least sum of start years weighted by cost",
        ),
    }
    facts.append(Fact(Text("Départage", "Tie rule"), ties[rule.ties]))
    proof = PROOFS[found.plan.proof]
    whole = Text(
        "certificat rejoué sans solveur" if found.plan.certified else "certificat partiel",
        "certificate replayed without a solver" if found.plan.certified else "partial certificate",
    )
    columns = number(found.plan.columns)
    facts.append(
        Fact(
            Text("Preuve", "Proof"),
            Text(f"{proof.fr}, {whole.fr}, {columns} couples site × année",
                 f"{proof.en}, {whole.en}, {columns} pairs site × year"),
        )
    )  # fmt: skip
    return Section(
        Text("D'où viennent les chiffres", "Where figures come from"), facts=tuple(facts)
    )


def _gantt_alt(found: Calendar) -> Text:
    years = found.begun
    told = ", ".join(f"{int(y)} : {int((years == y).sum())}" for y in np.unique(years))
    return Text(f"Calendrier par site ; démarrages : {told}", f"Calendar by site; starts: {told}")


def _spending_alt(found: Calendar) -> Text:
    peak = number(float(found.spending().max()), 1)
    return Text(
        f"Dépense de chaque année devant le budget ; au plus {peak} M€",
        f"Spending of each year beside the budget; {peak} M€ at most",
    )


def _data(found: Calendar) -> dict[str, Any]:
    made, table = found.plan, found.table
    sites = made.sites if made.starts.size else np.empty(0, dtype=np.int64)
    told = found.concessions
    return {
        "scenario": found.case.name,
        "synthetic": found.case.synthetic,
        "programme": found.rule.model_dump(mode="json"),
        "fixed": found.fixed,
        "proof": made.proof.value,
        "certified": made.certified,
        "tie_rule": made.tied.value,
        "value": made.value if made.starts.size else None,
        "bound": made.bound if np.isfinite(made.bound) else None,
        "plain_value": found.plain.value,
        "starts": {
            str(found.case.ids[i]): int(table.years[made.starts[i]]) for i in sites.tolist()
        },
        "spending_meur": {} if not sites.size else {
            str(year): round(float(spent), 6)
            for year, spent in zip(table.horizon.tolist(), found.spending(), strict=True)
        },
        "least_budget": None if found.least is None else _least(found.least),
        "more": [
            {"meur": one.meur, "proof": one.proof.value, "gain": one.gain,
             "enters": list(one.enters), "leaves": list(one.leaves)}
            for one in found.more
        ],
        "concessions": None if told is None else {
            "model": told.model, "years": told.years, "sites": told.sites,
            "expected": told.expected, "balance": told.balance,
            "budget": None if told.budget is None else _least(told.budget),
        },
    }  # fmt: skip


def _least(least: Any) -> dict[str, Any]:
    value = None if math.isnan(least.value) else least.value
    return {"meur": value, "fails_meur": least.fails, "proven": least.proven}
