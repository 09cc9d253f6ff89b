"""Selections by name: lists of ids in any shape, labelled sites, what is wrong with them."""

from __future__ import annotations

import pandas as pd
import pytest

from tisites.data.demo.demo import open_demo
from tisites.messages.errors import BadInputError
from tisites.run.selection.selection import read_selection
from tisites.territory.territory import load_territory


@pytest.fixture
def everyone():
    ids = pd.Index(["a1", "b2", "c3", "d4"], name="site_id", dtype=object)
    return pd.DataFrame({"eligible": [True, True, False, True], "reg": ["11"] * 4}, index=ids)


@pytest.mark.parametrize(
    "content",
    [
        b"site_id\nb2\na1\n",
        b"id,hectares,note\nb2,3.5,x\na1,4.5,y\n",
        "\ufeffnom;identifiant;surface (ha)\r\nÉté;b2;3,5\r\nHiver;a1;4,5\r\n".encode(),
        b"sep=;\nx;uid\n1; a1 \n2;b2\n",
        "n°\tSITE_ID\n1\ta1\n2\tb2\n".encode("utf-16"),
    ],
)
def test_lists_of_any_shape_are_the_same_selection(everyone, tmp_path, content):
    path = tmp_path / "liste.csv"
    path.write_bytes(content)
    found = read_selection(str(path), everyone)
    assert found.ids.tolist() == ["a1", "b2"] == found.rows.index.tolist()
    assert found.problems == ()


def test_unknown_and_empty_ids_are_told_with_their_line(everyone, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("name,id\nx,a1\ny,zz\nz,\nt,b22\n", encoding="utf-8")
    with pytest.raises(BadInputError) as error:
        read_selection(str(path), everyone)
    where = [(p.where.line, p.where.value) for p in error.value.problems]
    assert where == [(4, None), (3, "zz"), (5, "b22")]
    assert "b2" in str(error.value.problems[2].remedy)


def test_a_list_from_elsewhere_is_one_problem(everyone, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id\n" + "\n".join(f"x{k}" for k in range(40)), encoding="utf-8")
    with pytest.raises(BadInputError, match="aucun des 40") as error:
        read_selection(str(path), everyone)
    assert len(error.value.problems) == 1


def test_twice_and_not_eligible_are_findings(everyone, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id\nc3\na1\na1\n", encoding="utf-8")
    found = read_selection(str(path), everyone)
    assert found.ids.tolist() == ["a1", "c3"]
    assert [f.code for f in found.problems] == ["site_named_twice", "chosen_not_eligible"]


def test_ids_in_other_letters_are_read_and_told(everyone, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id\nA1\nB2\nd4\n", encoding="utf-8")
    found = read_selection(str(path), everyone)
    assert found.ids.tolist() == ["a1", "b2", "d4"]
    assert [f.code for f in found.problems] == ["site_id_letters"]
    assert "2 identifiants aux majuscules" in str(found.problems[0].message)
    both = pd.concat([everyone, everyone.loc[["a1"]].set_axis(["A1"])]).rename_axis("site_id")
    assert read_selection(str(path), both).ids.tolist() == ["A1", "b2", "d4"]
    path.write_text("id\nA1\nd4\n", encoding="utf-8")
    twins = both.rename(index={"A1": "aA", "a1": "Aa"})
    path.write_text("id\nAA\nd4\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="n'est pas parmi"):  # either could be meant
        read_selection(str(path), twins)


def test_many_unknown_ids_are_told_together(everyone, tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("id\na1\n" + "\n".join(f"x{k}" for k in range(30)), encoding="utf-8")
    with pytest.raises(BadInputError) as error:
        read_selection(str(path), everyone)
    assert len(error.value.problems) == 4
    assert "27 autres identifiants inconnus (avec leur ligne) : x3 (6)" in str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("commune;surface\nLyon;3\n", "aucune colonne d'identifiants"),
        ("commune\nLyon\nBrest\n", "liste de communes n'est pas une liste de sites"),
        ("code_insee\n29019\n69123\n", "liste de communes n'est pas une liste de sites"),
        ("id\n29019\n2A004\n", "liste de communes n'est pas une liste de sites"),
        ("site_id\n", "vide : aucun site sous la ligne d'en-tête"),
        ("a1\nb2\n", "pas de ligne d'en-tête"),
        ("", "vide"),
    ],
)
def test_files_without_ids_are_refused(everyone, tmp_path, content, words):
    path = tmp_path / "liste.csv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError, match=words):
        read_selection(str(path), everyone)


def test_what_is_no_selection_is_refused(everyone, tmp_path):
    (tmp_path / "liste.xlsx").write_bytes(b"PK")
    for name, words in (
        (str(tmp_path / "absent.csv"), "n'existe pas"),
        (str(tmp_path / "liste.xlsx"), "pas un CSV"),
    ):
        with pytest.raises(BadInputError, match=words):
            read_selection(name, everyone)
    with pytest.raises(BadInputError, match="sites labellisés"):
        read_selection("labels-2024", None, load_territory(open_demo()))


def test_labelled_sites_of_2024(real_pack):
    found = read_selection("labels-2024", None, load_territory(real_pack))
    assert len(found.ids) == 52
    assert "52 des 55" in str(found.notice)
    rows = found.rows
    assert rows["reg"].notna().all()
    assert rows["reg_nom"].value_counts()["Normandie"] == 7
    lost = rows[rows["insee"].isna()]
    assert len(lost) == 19  # 18 known by their region only, and ELPA
    assert sorted(lost["dep"].dropna()) == ["68", "71", "77", "77"]
    assert lost[["zone_emploi", "ti_id", "density", "region_x_density"]].isna().all().all()
    assert rows["surface_ha"].notna().sum() == 20
    assert [f.code for f in found.problems] == ["labelled_site_not_placed"]
