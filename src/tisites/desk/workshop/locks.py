"""Sites locked in or out, whichever rules do it: read, and set as two lists."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from tisites.messages.text import Text
from tisites.model.kinds import Lock

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.declaration import Model

#: Keys of a change that set all sites that are locked in, or out.
LOCKS: Mapping[str, Literal["lock_in", "lock_out"]] = {"lock.in": "lock_in", "lock.out": "lock_out"}
#: The rule that a draft adds where a model has none for a site.
OWN = {"lock_in": "atelier_in", "lock_out": "atelier_out"}

OWN_WORDS = {
    "lock_in": Text("Sites imposés par le planificateur", "Sites locked in by the planner"),
    "lock_out": Text("Sites écartés par le planificateur", "Sites locked out by the planner"),
}


def locked(model: Model) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the ids that enabled rules lock in, and out, in the order of the model."""
    inside, outside = (
        tuple(dict.fromkeys(site for rule in _rules(model, kind).values() for site in rule.sites))
        for kind in ("lock_in", "lock_out")
    )
    return inside, outside


def lock_changes(model: Model, key: str, sites: list[str]) -> dict[str, Any]:
    """Return the changes after which just these sites are locked that way.

    Sites that a rule of the model locks stay with it; the others go into a rule of the draft's own.

    Parameters
    ----------
    model : Model
        The draft's model as it is.
    key : str
        ``lock.in`` or ``lock.out``.
    sites : list of str
        Ids.
    """
    kind, wanted = LOCKS[key], list(dict.fromkeys(sites))
    found: dict[str, Any] = {}
    own = f"constraint.{OWN[kind]}"
    for name, rule in _rules(model, kind).items():
        if name == OWN[kind]:
            continue
        kept = [site for site in rule.sites if site in wanted]
        if not kept:
            found[f"constraint.{name}.enabled"] = False
        elif kept != list(rule.sites):
            found[f"constraint.{name}.sites"] = kept
        wanted = [site for site in wanted if site not in kept]
    found[own] = _own(kind, wanted) if wanted else None
    return found


def _own(kind: str, sites: list[str]) -> dict[str, Any]:
    label = OWN_WORDS[kind]
    return {
        "kind": kind,
        "label": label.fr,
        "label_en": label.en,
        "sites": sites,
        "reason": "décision du planificateur, prise dans l'atelier",
        "source": "Choix du planificateur",
    }


def _rules(model: Model, kind: str) -> dict[str, Lock]:
    return {
        name: rule
        for name, rule in model.constraint.items()
        if isinstance(rule, Lock) and rule.enabled and rule.kind == kind
    }
