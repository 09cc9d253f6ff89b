"""Steps kept on disk give what making them gives, and follow every input."""

from __future__ import annotations

import pandas as pd
import pytest

from tisites.run.pipeline import execute
from tisites.run.prepare import kept
from tisites.run.prepare.prepare import prepare, survey
from tisites.run.prepare.request import Request

ROWS = "S1;71153;12,5;4,44;46,81\nS2;59350;30;3,06;50,63\nS3;13055;8;5,37;43,30\n"


@pytest.fixture
def made(tmp_path, monkeypatch):
    """Names of the steps that were made, not read."""
    monkeypatch.setenv("TISITES_CACHE", str(tmp_path / "cache"))
    names = []

    def signed(path):
        found = real(path)
        names.append("read" if found is not None else "made")
        return found

    real = kept.signed_object
    monkeypatch.setattr(kept, "signed_object", signed)
    return names


def test_the_run_is_the_same_bytes_read_or_made(made):
    from tisites.run.answer.outcome import Outcome

    def told(outcome: Outcome):
        report = outcome.report()
        report.pop("seconds")
        return report

    fresh = execute(prepare(Request()))
    first = execute(prepare(Request(), keep=kept.OnDisk(kept.Kept())))
    second = execute(prepare(Request(), keep=kept.OnDisk(kept.Kept())))
    assert set(made[:7]) == {"made"}
    assert made[7:] == ["read"] * 5
    assert told(fresh) == told(first) == told(second)
    for one in (first, second):
        pd.testing.assert_frame_equal(one.candidates(), fresh.candidates())
        assert one.prepared.findings == fresh.prepared.findings
        pd.testing.assert_frame_equal(
            one.prepared.candidates.evidence, fresh.prepared.candidates.evidence
        )


def test_every_input_is_followed(made, tmp_path):
    path = tmp_path / "list.csv"
    head = "site_id;insee;surface_ha;lon;lat\n"
    path.write_text(head + ROWS, encoding="utf-8")

    def again(request: Request) -> tuple[int, list[str]]:
        made.clear()
        return len(survey(request, keep=kept.OnDisk(kept.Kept())).candidates.table), list(made)

    asked = Request(candidates=path)
    assert again(asked) == (3, ["made"] * 7)
    assert again(asked) == (3, ["read"] * 5)
    path.write_text(head + ROWS + "S4;71153;5;4,45;46,80\n", encoding="utf-8")
    assert again(asked) == (4, ["made"] * 4 + ["read"] * 2 + ["made"])
    assert again(Request("warming-4c", candidates=path))[1][0] == "read"
    made.clear()
    open_land = tmp_path / "open.toml"
    open_land.write_text(
        'from = "reference"\nname = "open"\n[exclude.planned_use]\nenabled = false\n', "utf-8"
    )
    assert again(Request(str(open_land), candidates=path)) == (4, ["read"] * 4 + ["made"])
    moved = tmp_path / "moved.csv"
    path.replace(moved)
    assert again(Request(candidates=moved)) == (4, ["made"] * 4 + ["read"] * 2 + ["made"])


def test_a_list_that_is_wrong_is_refused_each_time(made, tmp_path):
    from tisites.messages.errors import BadInputError

    path = tmp_path / "list.csv"
    path.write_text("site_id;insee\nS1;0\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(BadInputError) as error:
            survey(Request(candidates=path), keep=kept.OnDisk(kept.Kept()))
        assert "list.csv" in str(error.value)
    assert "read" not in made
    with pytest.raises(BadInputError):
        survey(Request(candidates=tmp_path / "absent.csv"), keep=kept.OnDisk(kept.Kept()))
