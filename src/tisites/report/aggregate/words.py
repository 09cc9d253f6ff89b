"""An aggregated sweep in sentences: what is sure, what moves the value, what decides a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import language, number, short, t
from tisites.report.phrases import plural, quoted

if TYPE_CHECKING:
    from tisites.study.aggregate.aggregate import Aggregate
    from tisites.study.aggregate.rules import Condition, Leaf, SiteRule
    from tisites.study.sweep.tables import Swept

#: Leaves of a tree told in sentences.
TOLD = 3


def key_words(swept: Swept, key: str) -> str:
    """Return what the model calls a key, or the key itself."""
    label = swept.asked.get("labels", {}).get(key)
    return str(label[language()]) if label else key


def end_words(key: str, value: str) -> str:
    """Return one end of what varies as the current language writes it.

    Examples
    --------
    >>> end_words("a.share", "0.667"), end_words("a", "true"), end_words("a.start_year", "2026")
    ('0,667', 'oui', '2026')
    """
    if value in ("true", "false"):
        return t("oui", "yes") if value == "true" else t("non", "no")
    if "_" in value or key.endswith("_year"):  # no number for Python, or for the thousands
        return value
    try:
        return short(float(value))
    except ValueError:
        return value


def site_words(swept: Swept, site: str) -> str:
    """Return name and commune of a site with its id."""
    row = swept.sites.loc[site]
    place = row["commune"] if isinstance(row["commune"], str) else row["insee"]
    name = row["name"] if isinstance(row["name"], str) else ""
    return f"{name} ({place}, {site})" if name else f"{site} ({place})"


def lead(found: Aggregate) -> list[str]:
    """Return the findings in a few sentences."""
    count = found.frequency["count"]
    always, ever = int((count == found.points).sum()), len(count)
    total = len(found.swept.results)
    said = [
        t(
            f"{number(found.points)} scénario{plural(found.points)} avec une sélection, sur"
            f" {number(total)} ; {number(ever)} site{plural(ever)} retenu{plural(ever)} au moins"
            " une fois.",
            f"{number(found.points)} scenario{plural(found.points)} with a selection, of"
            f" {number(total)}; {number(ever)} site{plural(ever)} selected at least once.",
        ),
        t(
            f"{number(always)} {'site est retenu' if always == 1 else 'sites sont retenus'} dans"
            " tous les scénarios, quelles que soient ces hypothèses.",
            f"{number(always)} {'site is' if always == 1 else 'sites are'} selected in every"
            " scenario, whatever these assumptions.",
        ),
    ]
    answers, families = found.clusters["answer"].nunique(), found.clusters["family"].nunique()
    largest = int(found.clusters["family"].value_counts().max())
    said.append(
        t(
            f"{number(answers)} sélection{plural(answers)} différente{plural(answers)}, en"
            f" {number(families)} famille{plural(families)} de sélections presque semblables (la"
            f" plus grande : {number(largest)} scénario{plural(largest)}).",
            f"{number(answers)} different selection{plural(answers)}, in {number(families)}"
            f" famil{'ies' if families > 1 else 'y'} of nearly alike ones (the largest:"
            f" {number(largest)} scenario{plural(largest)}).",
        )
    )
    if len(found.tornado):
        first = found.tornado.iloc[0]
        said.append(
            t(
                f"Ce qui pèse le plus sur l'objectif : {key_words(found.swept, first.name)},"
                f" {number(first['swing'], 1)} points entre ses extrêmes"
                f" (modèle additif, R² = {number(found.r2, 2)}).",
                f"What moves the objective most: {key_words(found.swept, first.name)},"
                f" {number(first['swing'], 1)} points between its ends"
                f" (additive model, R² = {number(found.r2, 2)}).",
            )
        )
    if any(key.endswith(".weight") for key in found.tornado.index):
        said.append(
            t(
                "Quand les poids varient, l'objectif n'est pas mesuré avec la même règle d'un"
                " scénario à l'autre : comparer les sites retenus plutôt que les valeurs.",
                "Where weights vary, the objective is not measured with the same yardstick from"
                " one scenario to the next: compare the sites rather than the values.",
            )
        )
    unproven = int((~found.swept.results["status"].isin(["optimal", "infeasible"])).sum())
    if unproven:
        said.append(
            t(
                f"Sans preuve, refusés ou pas encore résolus : {number(unproven)}"
                f" scénario{plural(unproven)} (results.csv).",
                f"Not proven, refused or not solved yet: {number(unproven)}"
                f" scenario{plural(unproven)} (results.csv).",
            )
        )
    return said


def rule_sentences(swept: Swept, rule: SiteRule, told: int = TOLD) -> list[str]:
    """Say which assumption decides a site.

    Parameters
    ----------
    swept : Swept
        The sweep.
    rule : SiteRule
        What its tree says.
    told : int
        Leaves told of each kind.

    Returns
    -------
    list of str
        Sentences, the frequency first.
    """
    site = site_words(swept, rule.site_id)
    said = [
        t(
            f"{site} est retenu dans {number(rule.chosen)}"
            f" scénario{plural(rule.chosen)} sur {number(rule.points)}.",
            f"{site} is selected in {number(rule.chosen)} of {number(rule.points)} scenarios.",
        )
    ]
    if not rule.first:
        if 0 < rule.chosen < rule.points:
            said.append(
                t(
                    "Aucune hypothèse, à elle seule ni avec deux autres, n'en décide.",
                    "No assumption, alone or with two others, decides it.",
                )
            )
        return said
    said.append(
        t(
            f"Ce qui en décide d'abord : {key_words(swept, rule.first)}.",
            f"What decides it first: {key_words(swept, rule.first)}.",
        )
    )
    for usually in (True, False):
        leaves = [leaf for leaf in rule.leaves if leaf.usually is usually]
        leaves.sort(key=lambda leaf: -leaf.points)
        said += [_leaf_sentence(swept, leaf) for leaf in leaves[:told]]
    said.append(
        t(
            f"Ces règles disent juste dans {number(100 * rule.accuracy)} % des scénarios mis de"
            f" côté pour les vérifier ; répondre toujours « "
            f"{'retenu' if 2 * rule.chosen > rule.points else 'écarté'} » :"
            f" {number(100 * rule.majority)} %.",
            f"These rules are right in {number(100 * rule.accuracy)}% of the scenarios set aside"
            f" to check them; always answering"
            f" '{'selected' if 2 * rule.chosen > rule.points else 'left out'}':"
            f" {number(100 * rule.majority)}%.",
        )
    )
    return said


def _leaf_sentence(swept: Swept, leaf: Leaf) -> str:
    conditions = t(" et ", " and ").join(_conditions(swept, leaf.conditions))
    count = leaf.chosen if leaf.usually else leaf.points - leaf.chosen
    if leaf.usually:
        return t(
            f"Retenu quand {conditions} ({number(count)} scénario{plural(count)}"
            f" sur {number(leaf.points)}).",
            f"Selected when {conditions} ({number(count)} of {number(leaf.points)} scenarios).",
        )
    return t(
        f"Écarté quand {conditions} ({number(count)} scénario{plural(count)}"
        f" sur {number(leaf.points)}).",
        f"Left out when {conditions} ({number(count)} of {number(leaf.points)} scenarios).",
    )


def _conditions(swept: Swept, steps: tuple[Condition, ...]) -> list[str]:
    """Return the conditions of a leaf in words, both ends of one figure together."""
    said, done = [], set()
    for step in steps:
        if step.key in done and step.sign in ("<=", ">"):
            continue
        ends = {one.sign: one.value for one in steps if one.key == step.key}
        if step.sign in ("<=", ">") and {"<=", ">"} <= set(ends):
            done.add(step.key)
            low, high = _figure(ends[">"]), _figure(ends["<="])
            key = key_words(swept, step.key)
            said.append(t(f"{key} est entre {low} et {high}", f"{key} is from {low} to {high}"))
        else:
            said.append(condition_words(swept, step))
    return said


def _figure(value: float | str) -> str:
    return value if isinstance(value, str) else number(value, 2 if abs(value) < 100 else 0)


def condition_words(swept: Swept, step: Condition) -> str:
    """Return one condition in words."""
    key = key_words(swept, step.key)
    if isinstance(step.value, str):
        word = quoted(end_words(step.key, step.value))
        return t(f"{key} vaut {word}", f"{key} is {word}") if step.sign == "=" else t(
            f"{key} ne vaut pas {word}", f"{key} is not {word}"
        )  # fmt: skip
    figure = _figure(step.value)
    return t(
        f"{key} {'ne dépasse pas' if step.sign == '<=' else 'dépasse'} {figure}",
        f"{key} is {'at most' if step.sign == '<=' else 'above'} {figure}",
    )
