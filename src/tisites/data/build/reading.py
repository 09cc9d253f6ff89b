"""What a reader gives: one layer, its source, its rows, and what was noticed in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.messages.findings import Finding

if TYPE_CHECKING:
    import pandas as pd

    from tisites.data.write import LayerSource
    from tisites.messages.findings import Severity
    from tisites.messages.text import Text

LICENCE_OUVERTE = "Licence Ouverte 2.0"
ODBL = "ODbL 1.0"


@dataclass(frozen=True, slots=True)
class Reading:
    """One layer read from raw files.

    Parameters
    ----------
    layer : str
        Name of the layer in ``layers.py``.
    source : LayerSource
        What the manifest will say of it.
    table : pandas.DataFrame
        Columns of the layer, rows in any order.
    findings : tuple of Finding
        What was noticed and did not stop the work.
    """

    layer: str
    source: LayerSource
    table: pd.DataFrame
    findings: tuple[Finding, ...] = ()


def noticed(
    layer: str,
    code: str,
    message: Text,
    remedy: Text,
    severity: Severity = "info",
) -> Finding:
    """Return a finding of the data room about a whole layer or one of its rows."""
    return Finding("data", code, severity, message, remedy, subject=layer)


def some(values: list[str], shown: int = 5) -> str:
    """Return the first of some values, and an ellipsis if there are more.

    Examples
    --------
    >>> some(["b", "a", "c"], shown=2)
    'a, b…'
    """
    return ", ".join(sorted(values)[:shown]) + ("…" if len(values) > shown else "")
