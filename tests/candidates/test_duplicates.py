"""Duplicates between sources: what makes one, what to keep, and what merging leaves."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.candidates.consolidation_rules import DuplicateRules
from tisites.candidates.duplicates import PAIR_COLUMNS, possible_duplicates
from tisites.candidates.merges import duplicate_findings, knowledge, proposed_merges
from tisites.candidates.name_likeness import distinctive_words, likeness, trigrams
from tisites.messages.text import speaking

if TYPE_CHECKING:
    from tisites.candidates.candidates import Candidates

RULES = DuplicateRules()


def records(*rows: dict[str, object]) -> pd.DataFrame:
    """Candidates of one commune, in metres around a point; what is not said is unknown."""
    base: dict[str, object] = {
        "name": None,
        "site_type": None,
        "status": None,
        "pollution": None,
        "zoning": None,
        "insee": "01004",
        "commune": "Ambérieu",
        "surface_ha": np.nan,
        "coord_quality": "site point",
        "surface_quality": "site",
        "source": None,
        "zone": 0,
        "x_m": np.nan,
        "y_m": 0.0,
    }
    table = pd.DataFrame([base | row for row in rows]).set_index("id").rename_axis("site_id")
    for name in ("name", "site_type", "status", "pollution", "zoning", "source"):
        table[name] = table[name].astype("str")
    table["line"] = pd.array(range(2, len(table) + 2), dtype="Int64")
    return table


def bases(table: pd.DataFrame, rules: DuplicateRules = RULES) -> dict[tuple[str, str], str]:
    pairs = possible_duplicates(table, rules)
    return dict(zip(zip(pairs["one"], pairs["two"], strict=True), pairs["basis"], strict=True))


def test_similar_names_within_the_distance() -> None:
    near = [
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Ancienne usine Kolb", "surface_ha": 0.4},
        {"id": "b", "source": "B", "x_m": 250.0, "name": "KOLB ET CIE", "surface_ha": 4.0},
    ]
    assert bases(records(*near)) == {("a", "b"): "name"}
    near[1]["x_m"] = 250.1
    assert bases(records(*near)) == {}


def test_other_names_need_the_same_surface_close_by() -> None:
    close = [
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Fonderie", "surface_ha": 8.0},
        {"id": "b", "source": "B", "x_m": 100.0, "name": "Danaime", "surface_ha": 10.0},
    ]
    assert bases(records(*close)) == {("a", "b"): "surface"}
    close[0]["surface_ha"] = 7.9
    assert bases(records(*close)) == {}
    close[0] |= {"surface_ha": 8.0, "x_m": -0.1}
    assert bases(records(*close)) == {}


def test_place_alone_tells_when_name_and_surface_are_unknown() -> None:
    table = records(
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Fonderie", "surface_ha": 8.0},
        {"id": "b", "source": "B", "x_m": 60.0, "surface_ha": 8.0,
         "surface_quality": "imputed: 2026 commune mean"},
        {"id": "c", "source": "C", "x_m": 60.0, "y_m": 5e4, "surface_ha": 1.0},
    )  # fmt: skip
    assert bases(table) == {("a", "b"): "place"}


def test_neighbours_of_one_source_are_two_sites_unless_they_are_the_same() -> None:
    table = records(
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Rue du marché", "surface_ha": 1.0},
        {"id": "b", "source": "A", "x_m": 90.0, "name": "Fleuriste", "surface_ha": 1.0},
        {"id": "c", "source": "A", "x_m": 95.0, "name": "Fleuristes", "surface_ha": 1.0},
        {"id": "d", "source": "A", "x_m": 9e4, "name": "Huntsman", "surface_ha": 8.7481},
        {"id": "e", "source": "A", "x_m": 9e4, "name": "e", "surface_ha": 8.7480},
        {"id": "f", "source": "A", "x_m": 9e4, "name": "Huntsman", "surface_ha": 8.0},
    )
    assert bases(table) == {("b", "c"): "name", ("d", "e"): "surface"}


def test_unknown_sources_are_one_source() -> None:
    table = records(
        {"id": "a", "x_m": 0.0, "name": "Kolb", "surface_ha": 1.0},
        {"id": "b", "x_m": 50.0, "name": "Kolb", "surface_ha": 2.0},
    )
    assert bases(table) == {}


def test_records_at_their_commune_are_compared_by_name() -> None:
    table = records(
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Tricotel (imprimerie)", "surface_ha": 1.9},
        {"id": "b", "source": "D", "x_m": 3e3, "name": "Imprimerie Tricotel", "surface_ha": 1.8,
         "coord_quality": "commune representative point"},
        {"id": "c", "source": "D", "x_m": 3e3, "name": "Imprimerie Tricotel", "surface_ha": 1.8,
         "coord_quality": "commune representative point", "insee": "13055"},
    )  # fmt: skip
    pairs = possible_duplicates(table, RULES)
    assert pairs[["one", "two", "basis"]].to_numpy().tolist() == [["a", "b", "name"]]
    assert np.isnan(pairs["km"]).all()


def test_territories_do_not_meet() -> None:
    table = records(
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Sucrerie", "zone": 3},
        {"id": "b", "source": "B", "x_m": 0.0, "name": "Sucrerie", "zone": 4},
    )
    assert bases(table) == {}


def test_the_better_known_record_is_kept() -> None:
    table = records(
        {"id": "a", "source": "A", "x_m": 0.0, "name": "Kolb", "surface_ha": 1.0},
        {"id": "b", "source": "B", "x_m": 40.0, "name": "Kolb", "surface_ha": 1.0,
         "zoning": "U", "status": "friche sans projet"},
    )  # fmt: skip
    assert knowledge(table).tolist() == [5, 7]
    merges = proposed_merges(table, possible_duplicates(table, RULES))
    assert merges["kept"].to_dict() == {"a": "b"}
    assert merges.loc["a", "km"] == pytest.approx(0.04)
    (finding,) = duplicate_findings(table, merges, RULES)
    assert (finding.subject, finding.line, finding.severity) == ("a", 2, "warning")
    with speaking("en"):
        assert str(finding.message).endswith("similar names; record to keep: b")
    assert finding.message.fr == (
        "même site que b, à 40 m ? a « Kolb » (A) et b « Kolb » (B) : 1,00 ha et 1,00 ha,"
        " noms proches ; fiche à garder : b"
    )
    merged = duplicate_findings(table, merges, DuplicateRules(action="merge"))
    assert merged[0].severity == "exclusion"


def test_a_chain_does_not_merge_its_ends() -> None:
    table = records(
        *(
            {"id": site, "source": source, "x_m": x_m, "name": "Kolb"}
            for site, source, x_m in (("a", "A", 0.0), ("b", "B", 200.0), ("c", "A", 400.0))
        )
    )
    merges = proposed_merges(table, possible_duplicates(table, RULES))
    assert merges["kept"].to_dict() == {"b": "a"}  # c is 400 m from a: another site


def test_nothing_to_compare() -> None:
    for table in (
        records({"id": "a", "x_m": 0.0}),
        records({"id": "a"}, {"id": "b"}),
        records({"id": "a", "x_m": 0.0}).iloc[:0],
    ):
        pairs = possible_duplicates(table, RULES)
        assert tuple(pairs.columns) == PAIR_COLUMNS
        assert pairs.empty
        assert proposed_merges(table, pairs).empty


sites = st.lists(
    st.fixed_dictionaries(
        {
            "source": st.sampled_from(["A", "B", "C", None]),
            "x_m": st.sampled_from([0.0, 5.0, 80.0, 200.0, 300.0, 420.0, np.nan]),
            "name": st.sampled_from([None, "Kolb", "Kolb et Cie", "Fonderie Kolb", "Sucrerie"]),
            "surface_ha": st.sampled_from([np.nan, 0.0, 1.0, 1.1, 5.0]),
            "coord_quality": st.sampled_from(["site point", "commune representative point"]),
            "zoning": st.sampled_from([None, "U"]),
        }
    ),
    min_size=1,
    max_size=9,
)


@settings(max_examples=examples(30), deadline=None)
@given(sites, st.randoms(use_true_random=False))
def test_order_of_rows_changes_nothing_and_merging_twice_neither(rows, random) -> None:  # type: ignore[no-untyped-def]
    table = records(*({"id": f"s{k}"} | row for k, row in enumerate(rows)))
    shuffled = table.sample(frac=1, random_state=random.randrange(1000))
    pairs, again = (possible_duplicates(t, RULES) for t in (table, shuffled))
    pd.testing.assert_frame_equal(pairs, again)
    merges = proposed_merges(table, pairs)
    pd.testing.assert_frame_equal(merges, proposed_merges(shuffled, again))
    rest = table.drop(index=merges.index)
    assert possible_duplicates(rest, RULES).empty
    linked = set(zip(pairs["one"], pairs["two"], strict=True))
    for site, kept in merges["kept"].items():
        assert kept in rest.index
        assert (min(site, kept), max(site, kept)) in linked


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        ("Ex-ATM", "ATM", True),
        ("S.R.E.E.", "SREE", True),
        ("GlassDéco", "GLASS DECO", True),
        ("Garage Schaellebaum", "SCHAELLEBAUM (GARAGE)", True),
        ("TEINTURIE BONNIN", "BONIN TEINTURERIES", True),
        ("Dépôt d'hydrocarbures", "DANAIME (SCI)", False),
        ("Friche", "Ancienne usine", False),  # nothing tells them
        ("Dossier 8615749", "Dossier 5996368", False),
    ],
)
def test_names_met_in_the_inventories(one: str, two: str, alike: bool) -> None:
    a, b = (trigrams(distinctive_words(name)) for name in (one, two))
    assert (likeness(a, b) >= RULES.name_similarity) == alike


def test_national_inventory(real_candidates: Candidates) -> None:
    table = real_candidates.table
    table = table[table["source"] != "Cartofriches"]  # what the inventory itself holds
    pairs = possible_duplicates(table, RULES)
    merges = proposed_merges(table, pairs)
    assert pairs["basis"].value_counts().to_dict() == {"name": 99, "place": 54, "surface": 46}
    assert len(merges) == 177
    kept = merges["kept"]
    # checked by hand against the file: same place, same works
    assert kept["ADEME_209"] == "69163_17776"  # JEC INDUSTRIE(S), 1.1 ha, 7 m
    assert kept["ADEME_1"] == "08190_03"  # ARDENITY, 2.0 ha, 16 m
    assert kept["33063_13449"] == "33063_10524"  # décharge de Labarde, 117 ha, twice in one source
    assert kept["59475_13339"] == "59475_10213"  # Eternit, 6.2 ha, one of them unnamed
    assert "76219_33621" not in kept  # rue du marché and a florist's, 97 m apart, both 65 m²


def test_a_hundred_thousand_sites_are_fast() -> None:
    import time

    rng = np.random.default_rng(7)
    n = 100_000
    table = pd.DataFrame(
        {
            "name": rng.choice(["Kolb", "Sucrerie", "Fonderie"], n),
            **dict.fromkeys(("site_type", "status", "pollution", "zoning"), pd.NA),
            "insee": rng.integers(1000, 9999, n).astype(str),
            "commune": "x",
            "surface_ha": rng.uniform(0.1, 20, n),
            "coord_quality": "site point",
            "surface_quality": "site",
            "source": rng.choice(["A", "B"], n),
            "zone": 0,
            "x_m": rng.uniform(0, 9e5, n),
            "y_m": rng.uniform(0, 9e5, n),
        },
        index=pd.Index(np.arange(n).astype(str), name="site_id"),
    )
    start = time.perf_counter()
    merges = proposed_merges(table, possible_duplicates(table, RULES))
    assert len(merges) > 100
    assert time.perf_counter() - start < 10  # about 1 s alone
