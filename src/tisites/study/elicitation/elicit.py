"""From answers to weights: nothing invented, every contradiction told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text, both, number
from tisites.study.elicitation.answers import WeightAnswers, ratio_of
from tisites.study.elicitation.pairwise import MOST_INCONSISTENT, Pairwise, pairwise

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.messages.errors import BadInputError
    from tisites.study.elicitation.answers import CrossCheck
    from tisites.study.elicitation.swings import Swing

#: What weights sum to where all criteria are answered, or the rest weighs nothing.
WHOLE = 100.0


@dataclass(frozen=True, slots=True)
class Elicited:
    """Weights that follow from answers.

    Parameters
    ----------
    answers : WeightAnswers
    swings : tuple of Swing
        The criteria asked about.
    weights, families : mapping of str to float
        Weights by criterion, or by family. Those given as such stay as they are; others sum to
        100, or to what the model's own weights of the same criteria do where the rest keeps the
        model's (``unnamed = "as_declared"``): answers then share out that part.
    unanswered : tuple of str
        Criteria without an answer: they are left out, as ``unnamed`` says.
    checks : tuple of (CrossCheck, float)
        Each question asked to check others, with what the ratings say in its place (infinite
        where the lesser has none).
    disordered : tuple of (str, str)
        Criteria ranked first and second, but rated the other way round.
    comparisons : Pairwise, optional
        Of a matrix; its elements are ``names``.
    names : tuple of str
    """

    answers: WeightAnswers
    swings: tuple[Swing, ...]
    weights: Mapping[str, float]
    families: Mapping[str, float]
    unanswered: tuple[str, ...]
    checks: tuple[tuple[CrossCheck, float], ...] = ()
    disordered: tuple[tuple[str, str], ...] = ()
    comparisons: Pairwise | None = None
    names: tuple[str, ...] = ()

    @property
    def contradictions(self) -> int:
        """How many answers say the contrary of others."""
        turned = sum((one.times > 1.0) != (implied > 1.0)
                     for one, implied in self.checks if one.times != 1.0)  # fmt: skip
        return turned + len(self.disordered)


def elicit(answers: WeightAnswers, swings: Sequence[Swing], file: str) -> Elicited:
    r"""Turn answers into weights.

    A swing's rating is the worth of the whole way from the worst to the best of its scale, so that
    its weight is :math:`w_j \propto r_j / (\max v_j - \min v_j)`.

    Parameters
    ----------
    answers : WeightAnswers
    swings : sequence of Swing
        Of the model.
    file : str
        Where the answers stand.

    Raises
    ------
    BadInputError
        No answer; criteria without an answer and nothing said of them; a scale that spans nothing;
        a matrix that is none, or that contradicts itself too much.
    """
    every = tuple(swings)
    if answers.method == "ahp":
        return _compared(answers, every, file)
    if answers.method == "direct":
        given, families = dict(answers.direct), dict(answers.families)
        if given and families:
            raise bad_input(
                Text("direct et families sont donnés tous deux",
                     "both direct and families are given"),
                Text("garder l'un des deux", "keep one of them"), Where(file, column="families"),
            )  # fmt: skip
    else:
        given, families = _by_swing(answers, every, file), {}
    _refuse_nothing(given or families, answers.method, file)
    left = _left(every, given, families)
    _refuse_unsaid(answers, left, file)
    return Elicited(
        answers, every, _scaled(answers, every, given), _scaled(answers, every, families), left,
        checks=tuple((one, _implied(one, answers.swing)) for one in answers.check),
        disordered=_disordered(answers),
    )  # fmt: skip


def _by_swing(answers: WeightAnswers, swings: Sequence[Swing], file: str) -> dict[str, float]:
    found = {}
    for one in swings:
        if one.name not in answers.swing:
            continue
        if one.gain <= 0.0:
            raise bad_input(
                Text(f"l'échelle de « {one.name} » ne varie pas : elle n'a pas d'amélioration",
                     f"the scale of '{one.name}' does not move: it has no improvement"),
                Text("retirer cette réponse", "take this answer out"),
                Where(file, column=f"swing.{one.name}"),
            )  # fmt: skip
        found[one.name] = answers.swing[one.name] / one.gain
    return found


def _compared(answers: WeightAnswers, swings: tuple[Swing, ...], file: str) -> Elicited:
    told = answers.ahp
    if told is None:
        raise bad_input(
            Text("la matrice manque", "the matrix is missing"),
            Text("ajouter [ahp] names et matrix", "add [ahp] names and matrix"),
            Where(file, column="ahp"),
        )
    names = told.names
    matrix = _matrix(told.names, told.matrix, file)
    families = {one.family for one in swings}
    criteria = {one.name for one in swings}
    as_families = not set(names) <= criteria
    if as_families and not set(names) <= families:
        raise bad_input(
            Text("la matrice mêle critères et familles", "the matrix mixes criteria and families"),
            Text("comparer les uns ou les autres", "compare the ones or the others"),
            Where(file, column="ahp.names"),
        )
    found = pairwise(matrix)
    if found.ratio > MOST_INCONSISTENT and not told.accept_inconsistent:
        raise _inconsistent(names, matrix, found, file)
    given = dict(zip(names, found.weights.tolist(), strict=True))
    if not as_families:
        gains = {one.name: one.gain for one in swings}
        given = {name: much / gains[name] for name, much in given.items() if gains[name] > 0.0}
    by_name, by_family = ({}, given) if as_families else (given, {})
    left = _left(swings, by_name, by_family)
    _refuse_unsaid(answers, left, file)
    return Elicited(
        answers,
        swings,
        _scaled(answers, swings, by_name),
        _scaled(answers, swings, by_family),
        left,
        comparisons=found,
        names=names,
    )


def _matrix(names: Sequence[str], cells: Sequence[Sequence[float | str]], file: str) -> np.ndarray:
    """Return a matrix of comparisons, or refuse the cell that makes it none."""
    n = len(names)

    def refused(fr: str, en: str, remedy: Text, value: str) -> BadInputError:
        return bad_input(Text(fr, en), remedy, Where(file, column="ahp.matrix", value=value))

    if len(cells) != n or any(len(row) != n for row in cells):
        shape = " × ".join(str(k) for k in (len(cells), len(cells[0]) if cells else 0))
        raise refused(
            f"la matrice n'a pas {n} lignes de {n} comparaisons",
            f"the matrix has not {n} rows of {n} comparisons",
            Text("une ligne et une colonne par nom", "a row and a column a name"), shape,
        )  # fmt: skip
    found = np.ones((n, n))
    for i, row in enumerate(cells):
        for j, cell in enumerate(row):
            ratio = ratio_of(cell)
            if ratio is None:
                raise refused(
                    f"{names[i]} / {names[j]} : un nombre au-dessus de 0 est attendu",
                    f"{names[i]} / {names[j]}: a figure above 0 is expected",
                    Text('écrire 3 ou "1/3"', 'write 3 or "1/3"'), str(cell),
                )  # fmt: skip
            found[i, j] = ratio
    for i in range(n):
        for j in range(i, n):
            if not np.isclose(found[i, j] * found[j, i], 1.0, rtol=0.01):
                raise refused(
                    f"{names[i]} / {names[j]} et {names[j]} / {names[i]} ne sont pas inverses",
                    f"{names[i]} / {names[j]} and {names[j]} / {names[i]} are not inverse",
                    Text("écrire l'inverse dans l'autre case (1 sur la diagonale)",
                         "write the inverse in the other cell (1 on the diagonal)"),
                    f"{cells[i][j]} ; {cells[j][i]}",
                )  # fmt: skip
            found[j, i] = 1.0 / found[i, j]
    return found


def _inconsistent(
    names: Sequence[str], matrix: np.ndarray, found: Pairwise, file: str
) -> BadInputError:
    ratio = both(lambda: number(found.ratio, 2))
    most = both(lambda: number(MOST_INCONSISTENT, 2))
    told = "; ".join(triad_words(names, matrix, one).en for one in found.triads)
    dit = " ; ".join(triad_words(names, matrix, one).fr for one in found.triads)
    return bad_input(
        Text(
            f"les comparaisons se contredisent : ratio de cohérence {ratio.fr}, au-dessus de"
            f" {most.fr} (Saaty, 1980). Le plus : {dit}",
            f"the comparisons contradict one another: consistency ratio {ratio.en}, above {most.en}"
            f" (Saaty, 1980). Most of all: {told}",
        ),
        Text(
            "revoir ces comparaisons, ou accept_inconsistent = true pour garder ces poids, ce qui"
            " sera dit",
            "look at these comparisons again, or accept_inconsistent = true to keep these weights,"
            " which will be told",
        ),
        Where(file, column="ahp.matrix", value=ratio.fr),
    )


def triad_words(
    names: Sequence[str], matrix: np.ndarray, triad: tuple[int, int, int, float]
) -> Text:
    """Say how three comparisons contradict one another."""
    i, j, k, _ = triad

    def told() -> str:
        a, b, c = (number(float(matrix[m]), 2) for m in ((i, j), (j, k), (i, k)))
        both_ = number(float(matrix[i, j] * matrix[j, k]), 2)
        return (
            f"{names[i]}/{names[j]} = {a}, {names[j]}/{names[k]} = {b},"
            f" {names[i]}/{names[k]} = {c} ≠ {both_}"
        )

    return both(told)


def _left(
    swings: Sequence[Swing], given: Mapping[str, float], families: Mapping[str, float]
) -> tuple[str, ...]:
    return tuple(one.name for one in swings if one.name not in given and one.family not in families)


def _refuse_nothing(given: Mapping[str, float], key: str, file: str) -> None:
    if sum(given.values()) > 0.0:
        return
    raise bad_input(
        Text("aucune réponse ne donne de poids", "no answer gives a weight"),
        Text("répondre à une question au moins par plus que 0", "answer one question above 0"),
        Where(file, column=key),
    )


def _refuse_unsaid(answers: WeightAnswers, left: tuple[str, ...], file: str) -> None:
    if not left or answers.unnamed is not None:
        return
    raise bad_input(
        Text(
            f"{len(left)} critères sont sans réponse ({', '.join(left)}) et rien ne dit ce qu'ils"
            " pèsent",
            f"{len(left)} criteria have no answer ({', '.join(left)}) and nothing says what they"
            " weigh",
        ),
        Text(
            'y répondre, ou écrire unnamed = "zero" (sans poids) ou unnamed = "as_declared"'
            " (poids du modèle)",
            'answer, or write unnamed = "zero" (no weight) or unnamed = "as_declared" (the'
            " model's weights)",
        ),
        Where(file, column="unnamed"),
    )


def _scaled(
    answers: WeightAnswers, swings: Sequence[Swing], given: Mapping[str, float]
) -> dict[str, float]:
    """Return weights in the unit that they are written in (:class:`Elicited`)."""
    if answers.method == "direct" or not given:
        return dict(given)
    whole = WHOLE
    if answers.unnamed == "as_declared":
        whole = sum(one.weight for one in swings if one.name in given or one.family in given)
    total = sum(given.values())
    return {name: round(whole * much / total, 6) for name, much in given.items()}


def _implied(check: CrossCheck, ratings: Mapping[str, float]) -> float:
    """Return how many times one improvement is worth another by their ratings."""
    more, less = ratings.get(check.more), ratings.get(check.less)
    if more is None or less is None:
        return float("nan")
    return more / less if less > 0.0 else float("inf")


def _disordered(answers: WeightAnswers) -> tuple[tuple[str, str], ...]:
    rated = [name for name in answers.order if name in answers.swing]
    return tuple(
        (first, second)
        for k, first in enumerate(rated)
        for second in rated[k + 1 :]
        if answers.swing[first] < answers.swing[second]
    )
