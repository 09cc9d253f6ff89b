"""The dossier of a list: each row's verdict, held against a solve of both lists as one file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import tisites
from tisites.cli.main import main
from tisites.criteria.actors import LEVERS, lever_of
from tisites.criteria.indicators import specs
from tisites.data.demo.demo import open_demo
from tisites.desk.answer import End
from tisites.desk.dossier import DossierRequest, dossier
from tisites.messages.errors import BadInputError
from tisites.messages.stop import Stop, Stopped
from tisites.study.explain.chosen import WhyIn
from tisites.study.explain.excluded import Excluded

METRE_LAT = 1.0 / 111_200.0
COLUMNS = ("site_id", "site_nom", "site_type", "site_statut", "comm_insee",
           "unite_fonciere_surface", "lon", "lat", "sol_pollution_existe", "urba_zone_type",
           "coord_quality", "surface_quality", "site_reconv_type")  # fmt: skip


@pytest.fixture(scope="module")
def national() -> pd.DataFrame:
    return open_demo().read("candidates").set_index("site_id")


def _like(national: pd.DataFrame, site: str, name: str, **other: object) -> dict[str, object]:
    """Return a national record under another name, moved north and changed as told."""
    row = dict(national.loc[site])
    row["lat"] = float(row["lat"]) + float(other.pop("north_m", 0.0)) * METRE_LAT  # type: ignore[arg-type]
    return {**row, "site_nom": name, **other}


@pytest.fixture(scope="module")
def rows(national) -> pd.DataFrame:
    """Seven rows of which the right verdict is known by how they are made."""
    better = {
        "unite_fonciere_surface": 900_000.0, "site_type": "friche industrielle",
        "site_statut": "friche sans projet", "sol_pollution_existe": "pollution inexistante",
        "urba_zone_type": "U",
    }  # fmt: skip
    made = {
        "copie": _like(national, "DEMO-002537", "Ancien dépôt Martin", north_m=30.0),
        "mieux": _like(national, "DEMO-001133", "Laminoir Durand", north_m=3000.0, **better),
        "faible": _like(national, "DEMO-001133", "Remise Petit", north_m=-2500.0,
                        unite_fonciere_surface=31_000.0, sol_pollution_existe="pollution avérée"),
        "sans": _like(national, "DEMO-000312", "Sans surface", north_m=4000.0,
                      unite_fonciere_surface=np.nan),
        "faite": _like(national, "DEMO-000312", "Déjà reconverti", north_m=5000.0,
                       site_statut="friche reconvertie"),
        "champ": _like(national, "DEMO-000312", "Hangar en zone N", north_m=6000.0,
                       urba_zone_type="N"),
        "autre": _like(national, "DEMO-000234", "Friche de démonstration 000234", north_m=12.0,
                       unite_fonciere_surface=1.5 * 169_693.0),
    }  # fmt: skip
    return pd.DataFrame.from_dict(made, orient="index").rename_axis("site_id").reset_index()


@pytest.fixture(scope="module")
def listed(rows, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("dossier") / "ma liste.csv"
    rows.reindex(columns=list(COLUMNS)).to_csv(path, sep=";", index=False)
    return path


@pytest.fixture(scope="module")
def answer(listed, tmp_path_factory):
    return dossier(DossierRequest(listed, out=tmp_path_factory.mktemp("answer") / "d"))


@pytest.fixture(scope="module")
def alone(listed, tmp_path_factory):
    """The dossier of a list alone, and its folder."""
    out = tmp_path_factory.mktemp("alone") / "d"
    answer = dossier(DossierRequest(listed, local=True, out=out))
    return answer, answer.write()


@pytest.fixture(scope="module")
def without():
    return tisites.solve("reference")


@pytest.fixture(scope="module")
def together(national, rows, tmp_path_factory):
    """Both lists as one file of candidates, solved the ordinary way; twins left to the merge."""
    path = tmp_path_factory.mktemp("oracle") / "both.csv"
    new = rows[rows["site_id"].isin(["mieux", "faible", "sans", "faite", "champ"])]
    both = pd.concat([national.reset_index(), new])
    both.to_csv(path, sep=";", index=False)
    return tisites.solve("reference", candidates=path, tolerant=True)


def _by_row(answer):
    return {one.row: one for one in answer.value.sites}


def test_every_row_has_the_verdict_that_it_was_made_for(answer):
    assert answer.end is End.DONE
    found = _by_row(answer)
    assert {row: one.verdict for row, one in found.items()} == {
        "copie": "chosen", "mieux": "chosen", "faible": "out", "sans": "excluded",
        "faite": "excluded", "champ": "excluded", "autre": "chosen",
    }  # fmt: skip
    assert found["sans"].code == "surface_unknown"
    assert found["faite"].code == "status_excluded"
    assert found["champ"].code == "zoning_excluded"


def test_both_solves_are_those_of_one_ordinary_file(answer, without, together):
    """The pool is another way to the same program: selections and their exchange are the same."""
    before, after = set(without.selection.index), set(together.selection.index)
    assert set(answer.value.leaves) == before - after
    assert set(answer.value.enters) == after - before
    assert "mieux" in answer.value.enters
    assert answer.value.gain == pytest.approx(together.value - without.value, abs=1e-6)


def test_a_better_site_displaces_exactly_the_one_that_two_solves_say(answer, without, together):
    found = _by_row(answer)["mieux"]
    left = set(without.selection.index) - set(together.selection.index)
    assert isinstance(found.found, WhyIn)
    assert set(found.displaces.enter) == left
    entered = set(together.selection.index) - set(without.selection.index)
    assert {"mieux", *found.displaces.leave} == entered
    assert found.found.cost == pytest.approx(together.value - without.value, abs=1e-6)


@pytest.mark.parametrize("row", ["mieux", "faible"])
@pytest.mark.parametrize(("cut", "column"), [("country", ""), ("region", "reg"),
                                             ("departement", "dep")])  # fmt: skip
def test_a_rank_is_one_more_than_the_better_ones(answer, together, row, cut, column):
    everyone = together.candidates
    competing = everyone[everyone["eligible"]]
    if column:
        competing = competing[competing[column] == everyone.at[row, column]]
    score = everyone.at[row, "score"]
    found = _by_row(answer)[row]
    assert found.score == pytest.approx(score, abs=1e-9)
    rank = next(one for one in found.ranks if one.cut == cut)
    assert rank.place == int((competing["score"] > score + 1e-9).sum()) + 1
    assert rank.of == len(competing)


def test_a_national_site_under_another_name_is_recognised(answer, without):
    found = _by_row(answer)["copie"]
    (twin,) = [one for one in found.twins if one.same]
    assert found.site == twin.other == "DEMO-002537"
    assert twin.basis == "surface"
    assert twin.km == pytest.approx(0.030, abs=0.001)
    assert found.before is True
    assert found.site in without.selection.index
    told = {one.field: one for one in twin.compared}
    assert told["name"].conflict
    assert told["surface_ha"].winner == "same"


def test_a_value_of_hers_never_overwrites_what_is_known(answer):
    """Her area differs: the national one counts, and the disagreement is told."""
    found = _by_row(answer)["autre"]
    (twin,) = [one for one in found.twins if one.same]
    area = next(one for one in twin.compared if one.field == "surface_ha")
    assert area.conflict
    assert area.hers == pytest.approx(1.5 * 16.9693)
    assert area.counts == area.national == pytest.approx(16.9693)
    assert area.winner == "national"


def test_a_site_that_does_not_compete_has_the_rank_it_would_have(answer, together):
    found = _by_row(answer)["champ"]
    competing = together.candidates.query("eligible")
    country = found.ranks[0]
    assert isinstance(found.found, Excluded)
    assert country.place == int((competing["score"] > found.score + 1e-9).sum()) + 1
    assert country.of == len(competing) + 1


def test_points_and_their_interval_add_up_to_the_score(answer):
    for one in answer.value.sites:
        if one.points:
            assert sum(p.points for p in one.points) == pytest.approx(one.score, abs=1e-6)
            assert sum(p.points_low for p in one.points) == pytest.approx(one.low, abs=1e-6)
            assert sum(p.points_high for p in one.points) == pytest.approx(one.high, abs=1e-6)


def test_every_indicator_says_who_can_act():
    assert set(LEVERS) == set(specs())
    assert not lever_of("unemployment_pct").possible
    assert not lever_of("main_road_min").possible
    assert lever_of("pollution_level").actors == ("owner",)


def test_no_change_is_proposed_that_nobody_can_make(answer):
    found = _by_row(answer)["faible"]
    assert found.smallest is not None
    assert all(change.lever.possible for change in found.smallest.changes)
    assert found.smallest.reach in ("one", "several", "nobody", "none")
    faite = [row for row in answer.tables["to_do"].to_dict("records") if row["row"] == "faite"]
    assert "personne" in faite[0]["change"]


def test_doubts_name_the_widest_interval_that_somebody_can_lift(answer):
    found = _by_row(answer)["faible"]
    points = [one for one in found.doubts if one.kind == "criterion"]
    assert [one.up for one in points] == sorted((one.up for one in points), reverse=True)
    assert all(one.lever is not None and one.lever.possible for one in points)
    widest = max(
        (p for p in found.points if lever_of(p.indicator).possible),
        key=lambda p: p.points_high - p.points,
    )
    assert points[0].what == widest.criterion


def test_files_of_a_dossier(tmp_path, answer, listed):
    folder = answer.write()
    assert folder is not None
    names = {path.name for path in folder.iterdir()}
    assert {"dossier.html", "dossier.xlsx", "dossier.md", "dossier.json", "sites.csv"} <= names
    sites = pd.read_csv(folder / "sites.csv")
    assert len(sites) == 7
    assert json.loads((folder / "dossier.json").read_text(encoding="utf-8"))["list"] == listed.name
    html = (folder / "dossier.html").read_text(encoding="utf-8")
    for word in ("surface_unknown", "DUPLICATE", "nan", "None", "Timestamp"):
        assert f">{word}" not in html
    again = dossier(DossierRequest(listed, out=tmp_path / "e")).write()
    assert again is not None
    for name in sorted(names):
        assert (folder / name).read_bytes() == (again / name).read_bytes(), name


def test_a_list_alone_is_held_to_no_national_floor(alone, listed, capsys, tmp_path):
    assert main(["dossier", str(listed), "--local", "--out", str(tmp_path / "l")]) == 0
    printed = capsys.readouterr().out
    found = alone[0].value
    assert {one.row for one in found.those("chosen")} >= {"copie", "mieux", "faible", "autre"}
    assert np.isnan(found.gain)
    page = (tmp_path / "l" / "dossier.md").read_text(encoding="utf-8")
    assert "Ce que ce modèle laisse de côté" in page
    assert "Sites par région" in page
    assert "Référence" not in printed


def test_a_stop_leaves_nothing(listed, tmp_path):
    stop = Stop()
    stop.pull()
    with pytest.raises(Stopped):
        dossier(DossierRequest(listed, out=tmp_path / "s"), stop=stop)
    assert not (tmp_path / "s").exists()


def test_a_folder_of_something_else_is_refused_before_any_work(listed, tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BadInputError):
        dossier(DossierRequest(listed, out=tmp_path))


def test_what_is_hers_alone_stays_out_of_a_public_report(rows, tmp_path):
    """A column that no one reads as a datum may hold anything: it is hers, as an owner is."""
    from tisites.desk.report import ReportRequest, report

    mine = rows[rows["site_id"].isin(["copie", "sans"])].reindex(columns=list(COLUMNS))
    mine = mine.assign(
        proprietaire="Maison Dubreuil", remarque="à taire absolument", zz="dossier X9"
    )
    path = tmp_path / "liste.csv"
    mine.to_csv(path, sep=";", index=False)
    folder = dossier(DossierRequest(path, out=tmp_path / "d")).write()
    assert folder is not None
    words = ("Maison Dubreuil", "à taire absolument", "dossier X9")
    inside = (folder / "dossier.html").read_text(encoding="utf-8")
    assert all(word in inside for word in words)
    asked = ReportRequest(folder, ("html", "csv"), "public", out=tmp_path / "public")
    public = report(asked).write()
    assert public is not None
    texts = [p.read_text(encoding="utf-8") for p in public.rglob("*") if p.is_file()]
    assert any("Ancien dépôt Martin" in text for text in texts)
    assert not [word for word in words for text in texts if word in text]


def test_the_pdf_is_the_same_page(alone):
    pypdf = pytest.importorskip("pypdf")
    pytest.importorskip("typst")
    folder = alone[1]
    read = pypdf.PdfReader(folder / "dossier.pdf")
    text = " ".join(page.extract_text() for page in read.pages)
    for name in ("Laminoir Durand", "Remise Petit", "Hangar en zone N"):
        assert name in text
