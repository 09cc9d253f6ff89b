"""Which assumption decides a site: a short decision tree, put in sentences by the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Sequence

#: Questions in a row, and points behind each answer at least (also this share of the points).
DEPTH, LEAST, LEAST_SHARE = 3, 3, 0.02
#: A tree must be right this much more often than the plain majority to say anything.
GAIN = 0.05


@dataclass(frozen=True, slots=True)
class Condition:
    """One step of a rule.

    Parameters
    ----------
    key : str
        What varies.
    sign : {"<=", ">", "=", "!="}
        Relation.
    value : float or str
        Threshold of a figure, or a word.
    """

    key: str
    sign: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Leaf:
    """One end of a tree: under these conditions, so many of so many points chose the site."""

    conditions: tuple[Condition, ...]
    chosen: int
    points: int

    @property
    def usually(self) -> bool:
        """Whether the site is chosen in most of these points."""
        return 2 * self.chosen > self.points


@dataclass(frozen=True, slots=True)
class SiteRule:
    """What decides one site.

    Parameters
    ----------
    site_id : str
        The site.
    chosen, points : int
        Points that chose it, of those with a selection.
    first : str
        The key asked first; empty when no key decides.
    accuracy : float
        Share of points that the tree says right when it has not seen them (cross-validated; of all
        points when there are too few).
    majority : float
        Share that the plain majority says right.
    leaves : tuple of Leaf
        From the tree, in its order; empty when no key decides.
    """

    site_id: str
    chosen: int
    points: int
    first: str
    accuracy: float
    majority: float
    leaves: tuple[Leaf, ...]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column of the tree's table is: a figure, or whether a key is a word.

    Parameters
    ----------
    key : str
        What varies.
    word : str, optional
        The word that 1 stands for; none for a figure.
    other : str, optional
        What 0 stands for, when the key has two words only.
    """

    key: str
    word: str | None = None
    other: str | None = None


def rules_of(varied: pd.DataFrame, held: pd.DataFrame, sites: Sequence[str]) -> list[SiteRule]:
    """Return the rule of each site.

    Parameters
    ----------
    varied : DataFrame
        Index scenario: what varies (:func:`~tisites.study.aggregate.aggregate.features`).
    held : DataFrame
        Same index; columns site ids, bool: who chose what.
    sites : sequence of str
        Sites to explain.
    """
    columns, names = _encoded(varied)
    return [_rule(site, held[site].to_numpy(dtype=bool), columns, names) for site in sites]


def _encoded(varied: pd.DataFrame) -> tuple[np.ndarray, list[Meaning]]:
    """Return figures as they are and one 0/1 column a word, with what each column means."""
    columns: list[np.ndarray] = []
    names: list[Meaning] = []
    for key in varied.columns:
        if varied[key].dtype != object:
            columns.append(varied[key].to_numpy(dtype=np.float64))
            names.append(Meaning(key))
            continue
        words = sorted(varied[key].unique())
        for word in words if len(words) > 2 else words[1:]:
            columns.append((varied[key] == word).to_numpy(dtype=np.float64))
            names.append(Meaning(key, word, words[0] if len(words) == 2 else None))
    table = np.column_stack(columns) if columns else np.empty((len(varied), 0))
    return table, names


def _rule(site: str, chosen: np.ndarray, columns: np.ndarray, names: list[Meaning]) -> SiteRule:
    points, count = chosen.size, int(chosen.sum())
    majority = max(count, points - count) / points
    nothing = SiteRule(site, count, points, "", majority, majority, ())
    if columns.shape[1] == 0 or count in (0, points):
        return nothing
    tree, accuracy = _fitted(chosen, columns)
    if tree.tree_.node_count == 1 or accuracy < min(1.0, majority + GAIN * (1.0 - majority)):
        return nothing
    inner = tree.tree_
    leaves = tuple(_leaves(inner, 0, (), names))
    return SiteRule(
        site, count, points, names[int(inner.feature[0])].key, accuracy, majority, leaves
    )


def _fitted(chosen: np.ndarray, columns: np.ndarray) -> tuple[Any, float]:
    from sklearn.model_selection import StratifiedKFold, cross_val_predict
    from sklearn.tree import DecisionTreeClassifier

    least = max(1, min(LEAST, chosen.size // 8), int(LEAST_SHARE * chosen.size))
    tree = DecisionTreeClassifier(
        max_depth=DEPTH, min_samples_leaf=least, min_impurity_decrease=1e-3, random_state=0
    )
    folds = int(min(5, chosen.sum(), (~chosen).sum()))
    tree.fit(columns, chosen)
    if folds < 2 or chosen.size < 20:
        return tree, float((tree.predict(columns) == chosen).mean())
    split = StratifiedKFold(folds, shuffle=True, random_state=0)
    said = cross_val_predict(tree, columns, chosen, cv=split)
    return tree, float((said == chosen).mean())


def _leaves(tree: Any, node: int, path: tuple[Condition, ...], names: list[Meaning]) -> list[Leaf]:
    left, right = int(tree.children_left[node]), int(tree.children_right[node])
    if left < 0:
        points = int(tree.n_node_samples[node])
        share = tree.value[node][0]
        chosen = round(points * float(share[1] / share.sum()))
        return [Leaf(_short(path), chosen, points)]
    asked = names[int(tree.feature[node])]
    key, word = asked.key, asked.word
    if word is None:
        limit = float(tree.threshold[node])
        ways = Condition(key, "<=", limit), Condition(key, ">", limit)
    elif asked.other is not None:
        ways = Condition(key, "=", asked.other), Condition(key, "=", word)
    else:
        ways = Condition(key, "!=", word), Condition(key, "=", word)
    return [
        *_leaves(tree, left, (*path, ways[0]), names),
        *_leaves(tree, right, (*path, ways[1]), names),
    ]


def _short(path: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Keep the tightest condition of each key and sign; one word decides against the others."""
    kept: dict[tuple[str, str, str], Condition] = {}
    equal = {step.key for step in path if step.sign == "="}
    for step in path:
        if step.sign == "!=" and step.key in equal:
            continue
        word = str(step.value) if step.sign == "!=" else ""
        kept[step.key, step.sign, word] = step  # deeper in the tree is tighter
    return tuple(kept.values())
