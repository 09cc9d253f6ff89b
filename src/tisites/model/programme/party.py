"""Parties of a decision: who weighs the criteria, and how their selections are brought together.

A party has weights of its own over the model's criteria, whose scales stay the same for all.
"""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Annotated, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tisites.messages.errors import Problem, Where
from tisites.messages.text import Text
from tisites.score.criterion import Family

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from tisites.score.criterion import Criterion

Weight = Annotated[float, Field(ge=0.0)]
#: How a selection is chosen among those that several parties would choose.
CompromiseChoice = Literal[
    "min_max_regret", "sum", "leximin", "nash", "kalai_smorodinsky"
]  # fmt: skip


class Party(BaseModel):
    """Who takes part in the decision, with weights of its own.

    A criterion named in ``weights`` has that weight. A family named in ``families`` shares its
    weight among its other criteria, in proportion to the model's own weights. What neither names
    is as ``unnamed`` says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    title: str = Field(min_length=1, description="What it is called, in French.")
    title_en: str = Field(default="", description="In English; the French one when empty.")
    weights: dict[str, Weight] = Field(
        default_factory=dict, description="Weight by criterion; only ratios matter."
    )
    families: dict[Family, Weight] = Field(
        default_factory=dict,
        description="Weight by family of criteria, in the same unit as weights; shared in"
        " proportion to the model's weights among its criteria that weights does not name.",
    )
    unnamed: Literal["zero", "as_declared"] = Field(
        description="Criteria that neither names: of no weight, or of the model's own."
    )
    source: str = Field(default="", description="Where the weights come from.")
    enabled: bool = Field(default=True, description="A scenario leaves a party out here.")

    @property
    def titled(self) -> Text:
        """What a reader calls the party, in each language."""
        return Text(self.title, self.title_en or self.title)


class CompromiseRule(BaseModel):
    """How the selections of several parties are brought together."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    rule: CompromiseChoice = Field(
        description="Least regret of the party that regrets most; greatest sum of shares; least"
        " shares in order; product of shares; or even way from disagreement to one's own best."
    )
    parties: tuple[str, ...] = Field(
        default=(), description="Names of the parties that count; all of them when empty."
    )
    objection_pct: float | None = Field(
        default=None,
        ge=0.0,
        description="A party objects to a site that would cost its own best more than this (%);"
        " objections are not looked for without it.",
    )
    source: str = Field(default="", description="Who settled the rule.")


def party_weights(party: Party, criteria: Mapping[str, Criterion]) -> np.ndarray:
    """Return the weights of a party, as declared, in the order of the model's criteria.

    Parameters
    ----------
    party : Party
    criteria : mapping of str to Criterion

    Returns
    -------
    (c,) float64
        Not normalised.
    """
    found = np.zeros(len(criteria))
    for k, (name, criterion) in enumerate(criteria.items()):
        if name in party.weights:
            found[k] = party.weights[name]
        elif criterion.family in party.families:
            whole = _shared(party, criteria, criterion.family)
            part = criterion.weight / whole if whole > 0.0 else 0.0
            found[k] = party.families[criterion.family] * part
        elif party.unnamed == "as_declared":
            found[k] = criterion.weight
    return found


def _shared(party: Party, criteria: Mapping[str, Criterion], family: str) -> float:
    """Return the model's weight of a family's criteria that a party does not name apart."""
    return sum(
        one.weight
        for name, one in criteria.items()
        if one.family == family and name not in party.weights
    )


def party_problems(
    parties: Mapping[str, Party],
    rule: CompromiseRule | None,
    criteria: Mapping[str, Criterion],
    file: str,
) -> list[Problem]:
    """Return all that is wrong with parties and their rule, found without solving.

    Parameters
    ----------
    parties : mapping of str to Party
    rule : CompromiseRule, optional
    criteria : mapping of str to Criterion
        The model's.
    file : str
        The scenario, as the planner gave it.
    """
    found = list(_named_wrong(parties, criteria, file))
    for name in () if rule is None else rule.parties:
        if name not in parties or not parties[name].enabled:
            what = Text(f"aucune partie ne s'appelle « {name} »", f"no party is called '{name}'")
            known = [one for one, party in parties.items() if party.enabled]
            where = Where(file, column="compromise.parties", value=name)
            found.append(Problem(what, _nearest(name, known), where))
    return found


def _named_wrong(
    parties: Mapping[str, Party], criteria: Mapping[str, Criterion], file: str
) -> Iterator[Problem]:
    for name, party in parties.items():
        if not party.enabled:
            continue
        for criterion in party.weights:
            if criterion not in criteria:
                what = Text(
                    f"le modèle n'a pas de critère « {criterion} »",
                    f"the model has no criterion '{criterion}'",
                )
                key = f"party.{name}.weights.{criterion}"
                value = f"{party.weights[criterion]:g}"
                where = Where(file, column=key, value=value)
                yield Problem(what, _nearest(criterion, list(criteria)), where)
        for family, weight in party.families.items():
            if weight > 0.0 and _shared(party, criteria, family) <= 0.0:
                yield _empty_family(name, family, weight, file)
        if not party_weights(party, criteria).any():
            what = Text(
                f"tous les poids de « {party.title} » sont nuls",
                f"all the weights of '{party.title_en or party.title}' are zero",
            )
            remedy = Text(
                "donner un poids à un critère ou à une famille, ou enabled = false",
                "give a weight to a criterion or to a family, or enabled = false",
            )
            yield Problem(what, remedy, Where(file, column=f"party.{name}.weights", value="0"))


def _empty_family(name: str, family: str, weight: float, file: str) -> Problem:
    return Problem(
        Text(
            f"aucun critère de la famille « {family} » n'a de poids dans le modèle : rien ne dit"
            " comment partager celui-ci",
            f"no criterion of family '{family}' has a weight in the model: nothing says how to"
            " share this one",
        ),
        Text(
            "nommer ses critères dans weights, chacun avec son poids",
            "name its criteria in weights, each with its weight",
        ),
        Where(file, column=f"party.{name}.families.{family}", value=f"{weight:g}"),
    )


def _nearest(name: str, known: list[str]) -> Text:
    close = difflib.get_close_matches(name, known, 1, 0.6)
    if close:
        return Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
    listed = ", ".join(known) or "-"
    return Text(f"noms connus : {listed}", f"known names: {listed}")
