"""The page that a reader signs says what speaks against a site, and never hides it."""

from __future__ import annotations

import pandas as pd
import pytest

from tisites.desk.evidence import EvidenceRequest, evidence
from tisites.messages.errors import BadInputError
from tisites.messages.typography import plain
from tisites.report.evidence.sites import told_of
from tisites.run.read.stored import open_run

ROW = {
    "name": "Forges", "commune": "Le Creusot", "dep": "71", "surface_ha": 12.0, "score": 60.0,
    "score_low": 50.0, "score_high": 70.0, "status": "friche avec projet",
    "status_words": "friche avec projet", "zoning": None, "pollution": None,
    "surface_ratio": 1.0, "surface_basis": "declared",
}  # fmt: skip


def _said(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"site_id": "a", "kind": kind, "value": value, "confidence": trust, "source": "liste",
             "date": "", "told": "dit", "ha": 1.0, "metres": None, "counted": True}
            for kind, value, trust in rows
        ]
    )  # fmt: skip


def test_a_sure_use_against_contradicts_and_a_surer_one_for_does_not() -> None:
    housing = ("use", "housing", "probable")
    assert told_of("a", ROW, _said(housing), 2.0).contradicted
    assert told_of("a", ROW, _said(housing, ("use", "industry", "probable")), 2.0).contradicted
    assert not told_of("a", ROW, _said(housing, ("use", "industry", "certain")), 2.0).contradicted
    assert not told_of("a", ROW, _said(("use", "housing", "hint")), 2.0).contradicted


def test_areas_apart_contradict_unless_confirmed() -> None:
    said = _said(("use", "industry", "certain"))
    assert told_of("a", {**ROW, "surface_ratio": 2.1}, said, 2.0).contradicted
    confirmed = {**ROW, "surface_ratio": 2.1, "surface_basis": "cadastre"}
    assert not told_of("a", confirmed, said, 2.0).contradicted


def test_what_to_verify_begins_with_the_project_and_the_hint_against() -> None:
    told = told_of("a", ROW, _said(("use", "photovoltaics", "hint")), 2.0)
    assert told.verify[0].startswith("le projet en cours")
    assert "photovoltaïque" in told.verify[1]
    assert any("zonage" in one for one in told.verify)
    assert told.against and "indice" in told.against[0]


def test_what_no_source_says_is_said() -> None:
    told = told_of("a", ROW, _said(("area", "declared", "probable")), 2.0)
    assert "aucune source ne dit l'industrie" in told.for_it[0]
    assert any("Cartofriches" in one for one in told.unchecked)


def test_the_page_of_a_run_tells_each_site_and_is_written_or_not_at_all(demo_run, tmp_path):
    answer = evidence(EvidenceRequest(str(demo_run), (str(demo_run),), tmp_path / "a/page.md"))
    run = open_run(demo_run)
    assert sorted(one.site for one in answer.value) == sorted(run.ids)
    assert answer.write() == tmp_path / "a/page.md"
    page = plain((tmp_path / "a/page.md").read_text(encoding="utf-8"))
    assert all(f"\n{site} ; " in page for site in run.ids)
    assert "synthétiques" in page and "Face à « " in page and "0 sites sortent" in page
    with pytest.raises(BadInputError, match="autre --out"):
        evidence(EvidenceRequest(str(demo_run), out=tmp_path))
