"""Answers to questions on weights, as a file keeps them: read again, edited, given as they are."""

from __future__ import annotations

import difflib
import json
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text
from tisites.model.complaints import line_of, problems_of, toml_text
from tisites.model.load import read_toml

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.study.elicitation.swings import Swing

Rating = Annotated[float, Field(ge=0.0)]


class CrossCheck(BaseModel):
    """A question asked to check others: how many times one improvement is worth another."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    more: str
    less: str
    times: float = Field(gt=0.0)


class Comparisons(BaseModel):
    """A matrix of comparisons, row against column; texts such as ``"1/3"`` are fractions."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    names: tuple[str, ...] = Field(min_length=2, max_length=15)
    matrix: tuple[tuple[float | str, ...], ...]
    accept_inconsistent: bool = Field(
        default=False, description="Keep the weights although the ratio passes 0.10; told then."
    )


class WeightAnswers(BaseModel):
    """What one party answered.

    Parameters
    ----------
    party : str
        Its name in ``[party.NAME]``.
    method : str
        ``swing``: the improvement worth most has 100, the others their part of it. ``ahp``: a
        matrix. ``direct``: weights given as such.
    unnamed : str, optional
        What criteria without an answer weigh; needed where there are any.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    party: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$")
    title: str = Field(min_length=1)
    title_en: str = ""
    source: str = ""
    method: Literal["swing", "ahp", "direct"]
    unnamed: Literal["zero", "as_declared"] | None = None
    swing: dict[str, Rating] = Field(default_factory=dict)
    order: tuple[str, ...] = ()
    check: tuple[CrossCheck, ...] = ()
    ahp: Comparisons | None = None
    direct: dict[str, Rating] = Field(default_factory=dict)
    families: dict[str, Rating] = Field(default_factory=dict)


def read_answers(path: Path, swings: Sequence[Swing]) -> WeightAnswers:
    """Read a file of answers.

    Raises
    ------
    BadInputError
        All that is wrong, each with its line: keys, names that are no criteria of the model.
    """
    data = read_toml(path)
    try:
        answers = WeightAnswers.model_validate(data)
    except ValidationError as error:
        raise BadInputError(problems_of(error, WeightAnswers, path, data)) from error
    wrong = list(_unknown_names(answers, swings, path))
    if wrong:
        raise BadInputError(wrong)
    return answers


def _unknown_names(answers: WeightAnswers, swings: Sequence[Swing], path: Path) -> list[Problem]:
    criteria = [one.name for one in swings]
    families = sorted({one.family for one in swings})
    named: list[tuple[tuple[str, ...], str, list[str]]] = [
        *((("swing", name), name, criteria) for name in answers.swing),
        *((("order",), name, criteria) for name in answers.order),
        *((("direct", name), name, criteria) for name in answers.direct),
        *((("families", name), name, families) for name in answers.families),
        *((("check",), name, criteria) for one in answers.check for name in (one.more, one.less)),
    ]
    if answers.ahp is not None:
        known = criteria + families
        named += [(("ahp", "names"), name, known) for name in answers.ahp.names]
    text, found = toml_text(path), []
    for keys, name, known in named:
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, 1, 0.6)
        what = Text(f"le modèle n'a pas de critère « {name} »", f"the model has no '{name}'")
        remedy = Text(f"noms connus : {', '.join(known)}", f"known names: {', '.join(known)}")
        if close:
            remedy = Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
        found.append(Problem(what, remedy, Where(str(path), line_of(text, keys),
                                                 ".".join(keys), name)))  # fmt: skip
    return found


def ratio_of(cell: float | str) -> float | None:
    """Return a comparison as a figure; ``None`` where it is none above zero.

    Examples
    --------
    >>> ratio_of("1/4"), ratio_of(3), ratio_of("x"), ratio_of(0)
    (0.25, 3.0, None, None)
    """
    try:
        found = float(Fraction(cell.strip())) if isinstance(cell, str) else float(cell)
    except (ValueError, ZeroDivisionError):
        return None
    return found if found > 0.0 else None


def answers_text(answers: WeightAnswers, swings: Sequence[Swing]) -> str:
    """Write answers as a file that :func:`read_answers` reads, each question beside its answer.

    A question without an answer is there as a comment: remove the mark and give a figure.
    """
    unsaid = Text(
        'Critères sans réponse : "zero" (sans poids) ou "as_declared" (poids du modèle).',
        'Criteria without an answer: "zero" (no weight) or "as_declared" (the model\'s).',
    )
    unnamed = '# unnamed = "zero"'
    if answers.unnamed is not None:
        unnamed = f"unnamed = {_toml(answers.unnamed)}"
    head = [
        str(Text("# Réponses aux questions de « tisites weights ».",
                 "# Answers to the questions of 'tisites weights'.")),
        f"party = {_toml(answers.party)}", f"title = {_toml(answers.title)}",
        f"source = {_toml(answers.source)}", f"method = {_toml(answers.method)}",
        f"# {unsaid}", unnamed,
    ]  # fmt: skip
    if answers.order:
        head.append(f"order = {_toml(list(answers.order))}")
    body = ["", "[swing]", str(Text(
        "# 100 à l'amélioration qui vaut le plus ; aux autres, leur part de celle-ci (0 à 100).",
        "# 100 to the improvement worth most; to the others, their part of it (0 to 100).",
    ))]  # fmt: skip
    for one in swings:
        body.append(f"# {one.words}")
        rated = answers.swing.get(one.name)
        body.append(f"# {one.name} =" if rated is None else f"{one.name} = {_toml(rated)}")
    for check in answers.check:
        body += ["", "[[check]]", f"more = {_toml(check.more)}", f"less = {_toml(check.less)}",
                 f"times = {_toml(check.times)}"]  # fmt: skip
    return "\n".join([*head, *body]) + "\n"


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
