"""What a reserve list cannot be made for, told before any work, and how likely sites withdraw."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.model.programme.reserve import UNIFORM

if TYPE_CHECKING:
    from tisites.messages.errors import BadInputError
    from tisites.model.programme.reserve import ReserveRule
    from tisites.run.read.case import Case


def refuse(case: Case) -> None:
    """Refuse a case whose rules are not read off the sites alone.

    Raises
    ------
    BadInputError
        A protection against low scores, equity stages or terms, rules met by continuous columns.
    """
    model, program = case.model, case.program
    if model.robust is not None and model.robust.is_on:
        raise bad_input(
            Text(
                "la liste de réserve ne se combine pas avec la protection [robust] : la perte d'un"
                " remplacement dépendrait de tous les autres sites",
                "a reserve list does not combine with the protection [robust]: what a replacement"
                " loses would depend on all other sites",
            ),
            Text("reprendre le même scénario avec robust.enabled = false",
                 "take the same scenario with robust.enabled = false"),
            Where(case.name, column="robust.gamma", value=f"{model.robust.gamma:g}"),
        )  # fmt: skip
    rows = set(program.row_constraints)
    held = [
        name for name, rule in sorted(model.equity.items())
        if rule.enabled and (rule.role != "constraint" or f"equity.{name}" not in rows)
    ]  # fmt: skip
    free = np.flatnonzero(~program.integer)
    if free.size:
        mixed = np.flatnonzero(abs(program.matrix[:, free]).sum(axis=1))
        held += [program.row_constraints[row].removeprefix("equity.") for row in mixed]
    if held:
        names = ", ".join(dict.fromkeys(held))
        raise bad_input(
            Text(
                f"la liste de réserve ne se combine pas avec : {names} (la règle ne se lit pas site"
                " par site)",
                f"a reserve list does not combine with: {names} (the rule is not read site by"
                " site)",
            ),
            Text(
                "reprendre le même scénario sans cette règle (enabled = false), ou avec un plancher"
                " par territoire (kind = \"group_count\", min) à la place",
                "take the same scenario without that rule (enabled = false), or with a floor by"
                " territory (kind = \"group_count\", min) in its place",
            ),
            Where(case.name, column=names.partition(",")[0]),
        )  # fmt: skip


def named_columns(case: Case, selected: np.ndarray, rule: ReserveRule) -> np.ndarray:
    """Return the columns (k,) of the sites that the list must hold.

    Raises
    ------
    BadInputError
        A site that is chosen, that does not compete, that a lock keeps out, or that nobody is.
    """
    columns = []
    for site in rule.named:
        where = Where(case.name, column="reserve.named", value=site)
        if site not in case.everyone.index:
            raise bad_input(
                Text(f"aucun candidat n'a l'identifiant « {site} »",
                     f"no candidate has the id '{site}'"),
                Text("vérifier l'identifiant (candidates.csv du résultat les a tous)",
                     "check the id (candidates.csv of the run has them all)"),
                where,
            )  # fmt: skip
        at = int(case.ids.get_indexer(pd.Index([site], dtype=object))[0])
        if at < 0 or case.program.upper[at] < 0.5:
            row = case.everyone.loc[site]
            why = str(row.get("reason_text") or "") if not row["eligible"] else ""
            raise bad_input(
                Text(f"« {site} » ne concourt pas{f' : {why}' if why else ''}",
                     f"'{site}' does not compete{f': {why}' if why else ''}"),
                Text("le retirer de reserve.named, ou lever ce qui l'écarte",
                     "take it out of reserve.named, or lift what keeps it out"),
                where,
            )  # fmt: skip
        if at in selected:
            raise bad_input(
                Text(f"« {site} » est déjà retenu", f"'{site}' is chosen already"),
                Text("nommer un site qui n'est pas dans la sélection",
                     "name a site that is not in the selection"),
                where,
            )  # fmt: skip
        columns.append(at)
    return np.sort(np.array(columns, dtype=np.int64))


def weights_of(case: Case, selected: np.ndarray, rule: ReserveRule) -> np.ndarray:
    """Return how likely each chosen site (p,) is to withdraw, 1 on average.

    Raises
    ------
    BadInputError
        An unknown indicator; a site of which it is unknown or below zero; none above zero.
    """
    name, lacks = rule.propensity
    if name == UNIFORM:
        return np.ones(selected.size)
    table = case.everyone
    column = f"{name}_indicator" if f"{name}_indicator" in table.columns else name
    where = Where(case.name, column="reserve.withdrawal", value=rule.withdrawal)
    if column not in table.columns:
        raise bad_input(
            Text(f"indicateur inconnu : {name}", f"unknown indicator: {name}"),
            Text("choisir un indicateur de docs/criteria.md, ou « uniform »",
                 "choose an indicator of docs/criteria.md, or 'uniform'"),
            where,
        )  # fmt: skip
    ids = case.ids[selected]
    told = pd.to_numeric(table.loc[ids, column], errors="coerce").to_numpy(dtype=np.float64)
    weights = 1.0 - told if lacks else told
    wrong = ids[~(weights >= 0.0)]
    if len(wrong):
        raise _unfit(wrong.tolist(), lacks, where)
    if not weights.any():
        raise bad_input(
            Text("selon cet indicateur, aucun site retenu ne se retirerait",
                 "by this indicator, no chosen site would withdraw"),
            Text("choisir un autre indicateur, ou « uniform »",
                 "choose another indicator, or 'uniform'"),
            where,
        )  # fmt: skip
    return np.asarray(weights / weights.mean())


def _unfit(sites: list[str], lacks: bool, where: Where) -> BadInputError:
    few = ", ".join(sites[:5])
    more = f" (+ {len(sites) - 5})" if len(sites) > 5 else ""
    above = Text(" ou dépasse 1", " or above 1") if lacks else Text(" ou négatif", " or negative")
    return bad_input(
        Text(f"l'indicateur est inconnu{above.fr} pour : {few}{more}",
             f"the indicator is unknown{above.en} for: {few}{more}"),
        Text("déclarer cette donnée pour ces sites, ou prendre « uniform »",
             "declare that datum for these sites, or take 'uniform'"),
        where,
    )  # fmt: skip
