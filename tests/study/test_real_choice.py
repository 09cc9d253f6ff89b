"""The labelled sites beside a selection: states, ranks, shares of what is told alone."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from tisites.messages.text import Text
from tisites.report.media.markdown import markdown
from tisites.report.real_choice import real_choice_document
from tisites.study.real_choice import STATES, real_choice

_PLACE = {
    "insee": "76484", "commune": "Oissel", "dep": "76", "dep_nom": "Seine-Maritime", "reg": "28",
    "reg_nom": "Normandie", "lon": 1.07, "lat": 49.35, "ti_id": "ti-1", "epci_siren": "1",
    "overseas": "no", "surface_ha": np.nan,
}  # fmt: skip
_NOWHERE = dict.fromkeys(_PLACE) | {"reg": "53", "reg_nom": "Bretagne", "lon": np.nan,
                                    "lat": np.nan, "surface_ha": np.nan}  # fmt: skip


def _labels() -> pd.DataFrame:
    rows = [
        {**_PLACE, "id": "L1", "name": "Friche Yara", "brownfield": "yes", "surface_ha": 40.0},
        {**_PLACE, "id": "L2", "name": "Quai Zeppelin", "brownfield": None},
        {**_PLACE, "id": "L3", "name": "Parc Quetzal", "brownfield": "no", "surface_ha": 6.0},
        {**_PLACE, "id": "L4", "name": "Zone perdue", "brownfield": None, "ti_id": None},
        {**_NOWHERE, "id": "L5", "name": "(nom non dit)", "brownfield": None},
    ]
    return pd.DataFrame(rows).set_index("id").assign(ready=None, named=True)


def _case() -> SimpleNamespace:
    rows = [
        {**_PLACE, "id": "a", "name": "Yara", "score": 60.0, "eligible": True, "surface_ha": 46.0},
        {**_PLACE, "id": "b", "name": "Ancien Zeppelin", "score": 70.0, "eligible": True},
        {**_PLACE, "id": "c", "name": "Quetzal", "score": 90.0, "eligible": False,
         "reason_text": "surface sous le minimum"},
        {**_PLACE, "id": "d", "name": "Autre", "score": 80.0, "eligible": True, "lon": 2.0,
         "insee": "27001", "ti_id": None, "surface_ha": 60.0},
    ]  # fmt: skip
    everyone = pd.DataFrame(rows).set_index("id").assign(source="x")
    everyone["reason_text"] = everyone.get("reason_text", pd.Series(dtype=object))
    model = SimpleNamespace(titled=Text("Référence", "Reference"))
    return SimpleNamespace(everyone=everyone, model=model, name="reference", synthetic=False)


@pytest.fixture(scope="module")
def found():
    return real_choice(_labels(), _case(), pd.Index(["a", "d"]))


def test_each_label_has_its_state(found):
    states = found.sites["state"].to_dict()
    assert states == {
        "L1": "chosen", "L2": "eligible", "L3": "not_eligible", "L4": "no_candidate",
        "L5": "not_placed",
    }  # fmt: skip
    assert set(states.values()) == set(STATES)
    assert sum(found.count(state) for state in STATES) == len(found.sites)
    assert found.sites.at["L3", "reason_text"] == "surface sous le minimum"


def test_ranks_are_among_the_eligible(found):
    assert found.eligible == 3
    assert found.sites["rank"].dropna().to_dict() == {"L1": 3.0, "L2": 2.0}


def test_shares_count_only_who_tells(found):
    shares = found.shares
    assert shares.loc["brownfield", ["real", "real_known"]].tolist() == [1, 2]
    assert shares.loc["territoire_industrie", ["real", "real_known"]].tolist() == [3, 4]
    assert shares.loc["territoire_industrie", ["chosen", "chosen_known"]].tolist() == [1, 2]
    assert shares.loc["fifty_hectares", ["real", "real_known"]].tolist() == [0, 2]
    assert shares.loc["fifty_hectares", ["chosen", "chosen_known"]].tolist() == [1, 2]


def test_a_region_known_alone_counts(found):
    assert found.regions["real"].to_dict() == {"28": 4, "53": 1}
    assert found.regions["chosen"].to_dict() == {"28": 2, "53": 0}


def test_the_nearest_chosen_site_is_told(found):
    assert found.sites.at["L1", "nearest"] == "a"
    assert found.sites.at["L1", "nearest_km"] == 0.0
    assert pd.isna(found.sites.at["L5", "nearest"])


def test_the_document_says_how_much_is_missing(found):
    page = markdown(real_choice_document(found, _case()))
    for words in ("5 des 55 sites", "50 sites dont rien", "dite pour 2 sites", "retenu aussi",
                  "surface sous le minimum", "lieu non dit", "3 candidats éligibles"):  # fmt: skip
        assert words.replace(" ", " ") in page.replace("\u202f", " ").replace("\\", "")
    assert "erreur" in page


def test_a_selection_of_nobody_has_no_nearest():
    alone = real_choice(_labels(), _case(), pd.Index([], dtype=object))
    assert alone.sites["nearest"].isna().all()
    assert alone.count("chosen") == 0
