"""Former commune codes: the table, its use in a pack, and INSEE's table of 2022 as a witness."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tisites.data.build.codes_2022 import Codes2022, read_codes_2022
from tisites.data.build.former_communes import TABLE, read_former_communes
from tisites.data.pack import Pack


def _codes(*insee: str) -> Codes2022:
    communes = pd.DataFrame({"insee": list(insee), "nom": "x", "dep": "01", "epci_siren": "1"})
    return Codes2022(communes, pd.DataFrame({"zone_emploi": [], "nom": []}))


def test_the_table_is_sorted_and_follows_no_code_twice() -> None:
    table = pd.read_csv(TABLE, dtype=str)
    assert list(table.columns) == ["insee_former", "insee"]
    assert table["insee_former"].is_monotonic_increasing
    assert table["insee_former"].is_unique
    assert not set(table["insee_former"]) & set(table["insee"])
    assert table.apply(lambda c: c.str.fullmatch(r"[0-9AB]{5}").all()).all()
    assert b"\r" not in TABLE.read_bytes()


def test_only_communes_of_the_territory_are_kept_and_lost_codes_are_told() -> None:
    # 69152 Pierre-Bénite joined Oullins (69149) in 2024; 01018 Bellegarde is in Valserhône (01033)
    reading = read_former_communes(pd.Series(["69149"]), _codes("69149", "69152", "01018"))
    assert reading.table.set_index("insee_former")["insee"].to_dict() == {"69152": "69149"}
    (finding,) = reading.findings
    assert finding.code == "former_code_lost"
    assert "1 communes of 2022" in finding.message.en
    assert "01018" in finding.message.en


def test_a_code_that_is_in_use_again_is_not_followed() -> None:
    reading = read_former_communes(pd.Series(["69149", "69152"]), _codes("69149"))
    assert reading.table.empty
    assert reading.findings == ()


def test_insee_2022_agrees(shared_data: Path, real_pack: Pack) -> None:
    codes = read_codes_2022(shared_data)
    communes = real_pack.read("communes").set_index("insee")
    now = real_pack.read("former_communes").set_index("insee_former")["insee"]
    assert now.isin(communes.index).all()
    of_2022 = codes.communes.dropna(subset=["insee"]).set_index("insee")
    gone = of_2022.index.difference(communes.index)
    assert len(gone) == 92
    assert gone.isin(now.index).all()  # every commune lost since 2022 is followed
    follows = now.loc[gone]
    assert (communes.loc[follows, "dep"].to_numpy() == of_2022.loc[gone, "dep"].to_numpy()).all()
    # communes that kept their name and changed their seat, by INSEE's own names
    renumbered = {
        "12076": "Conques-en-Rouergue", "14011": "Aurseulles", "49069": "Orée d'Anjou",
        "69159": "Porte des Pierres Dorées",
    }  # fmt: skip
    for code, name in renumbered.items():
        assert of_2022.at[code, "nom"] == communes.at[now[code], "nom"] == name
