"""Verbs of the desk: typed requests, frozen answers, no terminal, no file until asked for."""

from __future__ import annotations

import dataclasses

import pandas as pd
import pytest

from tisites.desk.alternatives import AlternativesRequest, alternatives
from tisites.desk.answer import End
from tisites.desk.explain import ExplainRequest, explain
from tisites.desk.price import PriceRequest, price
from tisites.desk.sources import Source
from tisites.messages.errors import BadInputError
from tisites.messages.stop import Stop
from tisites.report.media.markdown import markdown
from tisites.run.read.stored import open_run


class Heard:
    """A listener that keeps what it hears."""

    def __init__(self) -> None:
        self.phases: list[str] = []

    def phase(self, name: str) -> None:
        self.phases.append(name)

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Bounds are of no interest here."""


def test_a_verb_answers_without_a_terminal_and_writes_when_asked(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    heard = Heard()
    asked = PriceRequest(Source("reference"), constraint="choose", out=tmp_path / "prices")
    answer = price(asked, heard)
    assert answer.end is End.DONE
    assert {row.move.direction for row in answer.value.rows} == {"more", "less"}
    assert any("limite" in phase for phase in heard.phases)
    assert capsys.readouterr().out == ""
    assert not (tmp_path / "prices").exists()
    assert answer.write() == tmp_path / "prices"
    page = (tmp_path / "prices" / "price.md").read_text(encoding="utf-8")
    assert page == markdown(answer.document)
    with pytest.raises(dataclasses.FrozenInstanceError):
        answer.end = End.LIMIT  # type: ignore[misc]


def test_a_folder_that_may_not_be_written_is_refused_before_any_work(tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    heard = Heard()
    for verb, request in (
        (price, PriceRequest(Source("reference"), out=tmp_path)),
        (alternatives, AlternativesRequest(Source("reference"), out=tmp_path)),
    ):
        with pytest.raises(BadInputError):
            verb(request, heard)  # type: ignore[operator]
    assert heard.phases == []


def test_a_site_is_explained_in_every_medium_and_known_again(demo_run, tmp_path):
    run = open_run(demo_run)
    eligible = run.case.ids.difference(list(run.ids))
    sites = (str(run.ids[0]), str(eligible[0]))
    asked = ExplainRequest(
        Source(str(demo_run)), sites, limits=False, out=tmp_path / "x", again=True
    )
    answer = explain(asked)
    kinds = [type(one).__name__ for one in answer.value]
    assert kinds == ["WhyIn", "WhyNot"] and not answer.known
    answer.write()
    names = {path.name for path in (tmp_path / "x").iterdir()}
    assert {"explain.md", "explain.html", "explain.xlsx", "study.json", "points.csv"} <= names
    points = pd.read_csv(tmp_path / "x/points.csv", dtype={"site_id": str})
    assert points["site_id"].unique().tolist() == list(sites)
    total = points[points["criterion"] == "score"].set_index("site_id")["points"]
    for site in sites:
        own = points[(points["site_id"] == site) & (points["criterion"] != "score")]
        assert own["points"].sum() == pytest.approx(total[site])
    again = explain(asked)
    assert again.known and again.value == ()
    assert markdown(again.document) == markdown(answer.document)
    assert explain(dataclasses.replace(asked, again=False)).value  # the value is made anew


def test_a_stop_keeps_the_sites_explained_so_far(demo_run, tmp_path):
    run, stop = open_run(demo_run), Stop()

    class Pulls(Heard):
        def phase(self, name: str) -> None:
            super().phase(name)
            if name.startswith("site 1"):
                stop.pull()

    sites = tuple(map(str, run.ids[:3]))
    asked = ExplainRequest(Source(str(demo_run)), sites, out=tmp_path / "x", again=True)
    answer = explain(asked, Pulls(), stop)
    assert answer.end is End.INTERRUPTED and len(answer.value) == 1
    assert any("Interrompu" in str(notice) for notice in answer.document.notices)
    answer.write()
    assert not explain(dataclasses.replace(asked, sites=sites[:1])).known
