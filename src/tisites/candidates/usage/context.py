"""What stands around a word: whether the text denies it, says it is over, or only tells a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.candidates.usage.inflections import all_forms, forms

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.candidates.usage.entries import LexiconEntry
    from tisites.candidates.usage.tokens import Token

_FRICHE = forms("friche")
#: What joins a plant and its product or place.
OF, AND = frozenset({"de", "d", "du", "des"}), frozenset({"et", "ou"})
#: Uses that a plant before them does not take: it works, it is let as dwellings.
WORKING, HOUSING = "working_plant", "housing"


class Context:
    """The declared words of the past, of denial and of places.

    None of them reaches beyond its clause: "sans pollution, logements prévus" denies no housing.

    Parameters
    ----------
    declared : mapping
        Tables ``former``, ``denied``, ``place`` and ``maker`` of ``lexicon.toml``.
    """

    def __init__(self, declared: Mapping[str, Any]) -> None:
        self._declared = declared
        former = declared["former"]
        self._former_before, self._former_after, self._ahead = (
            all_forms(former[side]) for side in ("before", "after", "unless")
        )
        self._denied = all_forms(declared["denied"]["before"])
        self._place = all_forms(declared["place"]["before"])
        maker = declared["maker"]
        self._makers, self._treats = (all_forms(maker[name]) for name in ("words", "treats"))
        self._maker_ending, self._no_makers = str(maker["ending"]), all_forms(maker["not"])
        self._turns = self._ahead - all_forms(["production", "operation"])

    def only_made(
        self, tokens: Sequence[Token], start: int, end: int, entry: LexiconEntry, lasting: bool
    ) -> bool:
        """Whether an entry is what a plant makes, or where it stands: "usine de panneaux solaires".

        A plant governs its complements to the end of its clause ("forge de l'Étang"), or until a
        word turns to what comes ("usine transformée en musée"); beside it without "de", a weak word
        with a capital is a firm's name ("entrepôts Casino"). What lasts is taken by makers of goods
        only ("fabrique de bennes à déchets"): a landfill behind "carrière et décharge" stays one.
        """
        if entry.tag == WORKING:
            return False
        for at in range(start - 1, -1, -1):
            if tokens[at].clause != tokens[start].clause or tokens[at].plain in self._turns:
                return False
            if not self._makes(tokens[at].plain):
                continue
            if lasting and tokens[at].plain in self._treats:
                return False
            lead, first = tokens[start].lead, tokens[at + 1].lead
            if at == start - 1 and not lead:
                named = end == start + 1 and tokens[start].raw[0].isupper()
                return named and entry.strength == "weak" and entry.tag != HOUSING
            joined = bool(lead & AND) and not lead & OF  # "carrière et décharge"
            return bool(first & OF) and not joined
        return False

    def _makes(self, word: str) -> bool:
        return word in self._makers or (
            word.removesuffix("s").endswith(self._maker_ending) and word not in self._no_makers
        )

    def past(self, tokens: Sequence[Token], start: int, end: int, since: int = 0) -> bool:
        """Whether the text says that an entry is over, before it or after it.

        ``since``: where the last entry of another use ends, before this one. Dwellings named beside
        it without a preposition are another matter: "ex-caserne Habitat".

        "Friche" tells the past of the word that follows it at once ("friche du lycée"), and after
        a word only as "en friche": a solar park on a brownfield is no past.
        """
        clause = tokens[end - 1].clause
        for at in range(end, min(len(tokens), end + int(self._declared["former"]["reach"]) - 1)):
            token = tokens[at]
            if token.clause != clause:
                if at == end and self._only_past(tokens, at):
                    return True
                break
            if token.plain in self._former_after and (
                token.plain not in _FRICHE or tokens[at - 1].plain == "en"
            ):
                return True
        return self._past_before(tokens, start, 0 if tokens[start].lead else since)

    def _past_before(self, tokens: Sequence[Token], start: int, since: int) -> bool:
        if tokens[start].plain in self._ahead or since == start > 0:
            return False
        for at in range(start - 1, max(0, start - int(self._declared["former"]["reach"])) - 1, -1):
            token, after = tokens[at], tokens[at + 1]
            if token.clause != tokens[start].clause or token.plain in self._ahead:
                return False
            if "pour" in after.lead:
                return False
            near = token.plain not in _FRICHE or at == start - 1
            if token.plain in self._former_before and near:
                return True
        return False

    def _only_past(self, tokens: Sequence[Token], at: int) -> bool:
        """Whether a clause only tells the past of what stands before: "lycée (fermé en 2012)"."""
        plain = [token.plain for token in tokens if token.clause == tokens[at].clause]
        over = self._former_before | self._former_after
        return (plain[0] in self._former_after - _FRICHE) or set(plain) <= over - _FRICHE

    def denies(self, tokens: Sequence[Token], start: int, *, stage: bool = False) -> bool:
        """Whether a word of denial stands before in the same clause.

        "Plus de 100 logements" and "pas seulement" deny nothing; "n'est plus" does.
        """
        reach = int(self._declared["denied"]["reach"])
        for at in range(max(0, start - reach), start):
            token = tokens[at]
            if token.clause != tokens[start].clause or token.plain not in self._denied:
                continue
            if tokens[at + 1].plain == "seulement":
                continue
            negated = "n" in token.lead or (at and tokens[at - 1].plain in ("ne", "est", "sont"))
            if token.plain == "plus" and not (stage or negated):
                continue
            return True
        return False

    def only_a_place(self, tokens: Sequence[Token], start: int) -> bool:
        """Whether a place's word stands before: "rue du Musée"; not "en place", "en cours"."""
        reach = int(self._declared["place"]["reach"])
        return any(
            tokens[at].plain in self._place
            and tokens[at].clause == tokens[start].clause
            and not (at and tokens[at - 1].plain == "en")
            for at in range(max(0, start - reach), start)
        )
