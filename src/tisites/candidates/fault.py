"""One kind of fault: what a row must hold, what is told where it does not, and the remedy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

_TOLERANT = Text(
    "l'option --tolerant met ces sites hors concours au lieu d'arrêter",
    "option --tolerant puts such sites out of the competition instead of stopping",
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of fault.

    Parameters
    ----------
    code : str
        Stable code, also the name of the pandera check and of the finding.
    column : str
        Column of the parsed frame that is checked.
    holds : callable
        Column to booleans, true where the row is right.
    shown : str
        Datum whose column and value the message shows.
    what, remedy : Text
        What is told.
    published : bool
        Published inventories are known to have it: exclusions there, not errors.
    """

    code: str
    column: str
    holds: Callable[[pd.Series], Any]
    shown: str
    what: Text
    remedy: Text
    published: bool = False

    @property
    def mending(self) -> Text:
        """The remedy once the site is out of the competition: the option is no advice any more."""
        return Text(
            self.remedy.fr.removesuffix(f" ; {_TOLERANT.fr}"),
            self.remedy.en.removesuffix(f"; {_TOLERANT.en}"),
        )


def is_not(value: int) -> Callable[[pd.Series], Any]:
    """Return the check that a column never says ``value``."""
    return lambda cells: cells != value


def with_tolerant(fr: str, en: str) -> Text:
    """Return a remedy with the option that puts such sites aside."""
    return Text(f"{fr} ; {_TOLERANT.fr}", f"{en}; {_TOLERANT.en}")


FIX_NUMBER = with_tolerant("écrire un nombre, sans unité", "write a number, without unit")
