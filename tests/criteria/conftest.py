"""Sites in memory, and the real ones."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import measure
from tisites.criteria.spec import Indicators
from tisites.data.pack import Manifest, Pack
from tisites.territory.territory import Territory

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.candidates.candidates import Candidates


def _sites(n: int = 1, **columns: object) -> pd.DataFrame:
    known: dict[str, object] = {
        "site_type": "friche industrielle", "status": "friche sans projet",
        "pollution": None, "zoning": "U", "surface_ha": 10.0, "insee": "01001", "dep": "01",
        "zone_emploi": "8405", "reg": "84", "ti_id": None, "zre": False, "zone": 0,
        "lon": 2.0, "lat": 47.0, "x_m": 0.0, "y_m": 0.0,
    }  # fmt: skip
    index = pd.Index([f"s{k}" for k in range(n)], name="site_id")
    return pd.DataFrame({**known, **columns}, index=index)


@pytest.fixture(scope="session")
def sites() -> Callable[..., pd.DataFrame]:
    """Make n sites; every column can be given."""
    return _sites


@pytest.fixture(scope="session")
def empty_territory() -> Territory:
    """A territory without layers: a test gives those it needs."""
    manifest = Manifest(name="toy", built="", tisites="", layers=())
    return Territory(Pack(Path("toy"), manifest), pd.DataFrame())


@pytest.fixture(scope="session")
def real_sites(real_candidates: Candidates) -> pd.DataFrame:
    """Real sites with their own point, a fixed sample, all of overseas and Corsica."""
    table = real_candidates.table
    table = table[(table["coord_quality"] == "site point") & table["surface_ha"].notna()]
    islands = table[(table["zone"] != 0) | table["dep"].isin(["2A", "2B"])]
    sample = table.sample(600, random_state=7)
    both = pd.concat([sample, islands])
    return both[~both.index.duplicated()].sort_index()


@pytest.fixture(scope="session")
def real_indicators(
    pickled: Callable[..., Any], real_territory: Territory, real_sites: pd.DataFrame
) -> Indicators:
    def made() -> Indicators:
        return measure(real_sites, real_territory, Assumptions(), cache=None)

    return pickled("indicators", made)
