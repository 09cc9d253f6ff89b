"""Fits the cost of brownfield land by type on the applications to the Fonds friches.

Run ``uv run python -m tisites.criteria.cost_fit ../shared/data`` to write ``costs.toml`` again:
only quantiles leave the data, never a row of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd

FILE = "costs/fonds_friches_dossiers.csv"
TABLE = Path(__file__).with_name("costs.toml")
#: Operations that sell land: those that build pay for buildings too.
LAND = (
    "Aménager pour vendre un foncier viabilisé",
    "Remettre en état une friche et revendre le terrain non viabilisé non loti",
)
#: Start of the published nature of the brownfield to the class of cost.
NATURE = {
    "Friche industrielle": "industry",
    "Friche portuaire": "transport",
    "Friche commerciale": "commerce",
    "Friche militaire": "military",
    "Friche administrative": "public",
}
MIN_HA, MAX_HA, MIN_ROWS = 1.0, 500.0, 15
QUANTILES = (0.1, 0.5, 0.9)


def land_operations(table: pd.DataFrame) -> pd.DataFrame:
    """Return the operations that sell land on 1 to 500 ha with a deficit: class, M€ a hectare."""
    ha = table["friche_area"]
    kept = table[
        table["intervention"].isin(LAND) & (ha >= MIN_HA) & (ha <= MAX_HA) & (table["deficit"] > 0)
    ]
    nature = kept["nat_friche"].fillna("").str.strip()
    kind = pd.Series("all", kept.index)
    for start, name in NATURE.items():
        kind[nature.str.startswith(start)] = name
    return pd.DataFrame({"kind": kind, "meur_ha": kept["deficit"] / 1e6 / kept["friche_area"]})


def fit(table: pd.DataFrame) -> dict[str, tuple[int, tuple[float, ...]]]:
    """Return count and quantiles 10, 50, 90 of M€ a hectare: over all, and by class."""
    found = land_operations(table)
    groups = {"all": found["meur_ha"]}
    for name in sorted(set(NATURE.values())):
        groups[name] = found["meur_ha"][found["kind"] == name]
    return {
        name: (len(values), tuple(round(float(q), 3) for q in np.quantile(values, QUANTILES)))
        for name, values in groups.items()
        if len(values) >= MIN_ROWS
    }


def as_toml(fitted: dict[str, tuple[int, tuple[float, ...]]]) -> str:
    """Return the table as it is committed."""
    lines = [
        "# Deficit of operations that sell brownfield land, M€ a hectare: quantiles 10, 50, 90.",
        "# Written by: uv run python -m tisites.criteria.cost_fit ../shared/data",
        'source = "Fonds friches, demandes (Cerema) : déficit / surface de friche, '
        'opérations de vente de foncier de 1 à 500 ha, déficit positif"',
    ]
    for name, (rows, quantiles) in fitted.items():
        lines += ["", f"[{name}]", f"rows = {rows}", f"meur_per_ha = {list(quantiles)}"]
    return "\n".join(lines) + "\n"


def main(folder: Path) -> None:
    """Write the table."""
    TABLE.write_text(as_toml(fit(pd.read_csv(folder / FILE))), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
