"""Verbs of the desk: typed requests, frozen answers, no terminal, no file until asked for."""

from __future__ import annotations

import dataclasses

import pytest

from tisites.desk.alternatives import AlternativesRequest, alternatives
from tisites.desk.answer import End
from tisites.desk.price import PriceRequest, price
from tisites.desk.sources import Source
from tisites.messages.errors import BadInputError
from tisites.report.media.markdown import markdown


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
