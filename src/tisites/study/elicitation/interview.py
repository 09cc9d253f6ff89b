"""The questions, one after the other: what is worth most, what the others are worth beside it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from tisites.messages.text import Text, short
from tisites.study.elicitation.answers import CrossCheck, WeightAnswers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tisites.study.elicitation.swings import Swing

_AGAIN = Text("  un nombre est attendu, ou rien", "  a figure is expected, or nothing")


def interview(
    party: str,
    title: str,
    source: str,
    swings: Sequence[Swing],
    ask: Callable[[str], str],
    say: Callable[[str], None],
) -> WeightAnswers:
    """Ask for weights by swings: an empty answer leaves the question out.

    The three last questions ask again, by pairs, what follows from the others: contradictions show.

    Parameters
    ----------
    party, title, source : str
        Of whom.
    swings : sequence of Swing
        Of the model; those that span nothing are not asked.
    ask : callable
        Shows a question and returns what is typed.
    say : callable
        Shows a sentence.
    """
    asked = [one for one in swings if one.gain > 0.0]
    say(str(Text(
        "Chaque critère a une échelle fixe. Imaginez un site au pire de toutes ces échelles.",
        "Each criterion has a fixed scale. Imagine a site at the worst of all these scales.",
    )))  # fmt: skip
    for k, one in enumerate(asked, start=1):
        say(f"  {k:2d}. {one.words}")
    first = Text(
        "Quelle amélioration vaudrait le plus ? (numéro) ",
        "Which improvement would be worth most? (number) ",
    )
    top = _figure(str(first), ask, say, most=len(asked), whole=True)
    swing: dict[str, float] = {}
    order: tuple[str, ...] = ()
    if top is not None:
        best = asked[int(top) - 1]
        swing[best.name] = 100.0
        say(str(Text(f"Elle vaut 100 : {best.words.fr}.", f"It is worth 100: {best.words.en}.")))
        for one in asked:
            if one is not best:
                words = Text(
                    f"{one.words.fr}. Combien vaut-elle, de 0 à 100 ? (rien : sans réponse) ",
                    f"{one.words.en}. How much is it worth, 0 to 100? (nothing: no answer) ",
                )
                rated = _figure(str(words), ask, say)
                if rated is not None:
                    swing[one.name] = rated
        order = (best.name,)
    checks = tuple(_checks(asked, swing, ask, say))
    return WeightAnswers(
        party=party, title=title, source=source, method="swing",
        unnamed=_unnamed(asked, swing, ask, say), swing=swing, order=order, check=checks,
    )  # fmt: skip


def _checks(
    asked: Sequence[Swing],
    swing: dict[str, float],
    ask: Callable[[str], str],
    say: Callable[[str], None],
) -> list[CrossCheck]:
    """Ask by pairs what ratings say already: the first, the middle and the last of them."""
    rated = [one for one in asked if swing.get(one.name, 0.0) > 0.0]
    rated.sort(key=lambda one: -swing[one.name])
    if len(rated) < 3:
        return []
    ends = (rated[0], rated[len(rated) // 2], rated[-1])
    say(str(Text("Pour vérifier, par paires :", "To check, by pairs:")))
    found = []
    for more, less in ((ends[0], ends[1]), (ends[1], ends[2]), (ends[0], ends[2])):
        words = Text(
            f"« {more.words.fr} » vaut combien de fois « {less.words.fr} » ? ",
            f"'{more.words.en}' is worth how many times '{less.words.en}'? ",
        )
        times = _figure(str(words), ask, say)
        if times:
            found.append(CrossCheck(more=more.name, less=less.name, times=times))
    return found


def _unnamed(
    asked: Sequence[Swing],
    swing: dict[str, float],
    ask: Callable[[str], str],
    say: Callable[[str], None],
) -> Literal["zero", "as_declared"] | None:
    left = [one.label for one in asked if one.name not in swing]
    if not left or not swing:
        return None
    names = Text("; ".join(x.fr for x in left), "; ".join(x.en for x in left))
    say(str(Text(f"Sans réponse : {names.fr}.", f"Without an answer: {names.en}.")))
    words = Text(
        "Que pèsent-ils ? 1 : rien ; 2 : leur poids dans le modèle ",
        "What do they weigh? 1: nothing; 2: their weight in the model ",
    )
    told = _figure(str(words), ask, say, most=2, whole=True)
    if told is None:
        return None
    return "zero" if told < 2.0 else "as_declared"


def _figure(
    words: str,
    ask: Callable[[str], str],
    say: Callable[[str], None],
    *,
    most: float | None = None,
    whole: bool = False,
) -> float | None:
    """Ask until a figure is typed, or nothing."""
    while True:
        typed = ask(words).strip().replace(",", ".").replace("\u00a0", "").replace("\u202f", "")
        if not typed:
            return None
        try:
            told = float(typed)
        except ValueError:
            say(str(_AGAIN))
            continue
        least, largest = (1.0 if whole else 0.0), 1e9
        within = least <= told <= (largest if most is None else most)
        if within and (not whole or told.is_integer()):
            return told
        top = short(most) if most is not None else "…"
        say(str(Text(f"  de {short(least)} à {top}", f"  from {short(least)} to {top}")))
