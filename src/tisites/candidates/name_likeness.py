"""How alike two site names are, whatever their case, accents, order and usual words."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import NDArray

#: Words that half the names carry: they tell no site from another.
_USUAL = """
    a an anc ancien ancienne anciennes anciens appel au aux c cie co compagnie d de des dit dossier
    du edition en entreprise et ets etablissement etablissements ex fonds foncier friche friches
    groupe industrie industrielle industriel industries l la le les lieu ltd no nouvelle par projet
    recyclage s sa sarl sas sasu sci site sites snc soc societe ste sur usine usines vert zac zi
    """
USUAL_WORDS: frozenset[str] = frozenset(_USUAL.split())
_N = 3


def distinctive_words(name: str) -> tuple[str, ...]:
    """Return the words of a name that tell it from others.

    Dotted initials are one word; figures alone (dossier numbers, years) are none.

    Examples
    --------
    >>> distinctive_words("Ancienne usine S.R.E.E. (ex-Kolb & Cie)")
    ('sree', 'kolb')
    """
    folded = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(c for c in folded if not unicodedata.combining(c))
    plain = re.sub(r"\b(\w)\.(?=\w\b)", r"\1", plain)
    words = re.findall(r"[a-z0-9]+", plain)
    return tuple(w for w in words if w not in USUAL_WORDS and not w.isdigit())


def trigrams(words: tuple[str, ...]) -> frozenset[str]:
    """Return the trigrams of words, each with its borders.

    Examples
    --------
    >>> sorted(trigrams(("atm",)))
    [' at', 'atm', 'tm ']
    """
    grams = (f" {word} " for word in words)
    return frozenset(g[i : i + _N] for g in grams for i in range(max(len(g) - _N + 1, 1)))


def likeness(one: frozenset[str], two: frozenset[str]) -> float:
    """Return the share of the shorter name that is in the other (overlap coefficient).

    Examples
    --------
    >>> a, b = (trigrams(distinctive_words(n)) for n in ("GlassDéco", "GLASS DECO"))
    >>> round(likeness(a, b), 2)
    0.78
    """
    return len(one & two) / min(len(one), len(two)) if one and two else float("nan")


def grams_of(names: pd.Series) -> pd.Series:
    """Return the trigrams of each name, empty where there is no name to tell.

    Parameters
    ----------
    names : (n,) Series of str
        Index site id; a name that only repeats the id is no name.
    """
    known = names.notna() & (names.astype("str") != names.index.astype("str"))
    codes, distinct = pd.factorize(names.where(known))
    grams = np.empty(len(distinct) + 1, dtype=object)
    grams[-1] = frozenset()  # code -1: no name to tell
    for code, name in enumerate(distinct):
        grams[code] = trigrams(distinctive_words(str(name)))
    return pd.Series(grams[codes], index=names.index, dtype=object)


def similarities(
    grams: pd.Series, one: NDArray[np.int64], two: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Return the likeness of pairs of names, NaN where one of them is unknown.

    Parameters
    ----------
    grams : (n,) Series of frozenset
        Of :func:`grams_of`.
    one, two : (m,) int64
        Positions of the pairs.
    """
    cells = grams.to_numpy()
    return np.array(
        [likeness(cells[i], cells[j]) for i, j in zip(one, two, strict=True)], dtype=np.float64
    )
