"""Weights from swings, matrices and figures: exact on small cases, nothing invented."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisites.cli.main import main
from tisites.desk.weights import WeightsRequest, weights
from tisites.messages.errors import BadInputError
from tisites.model.points import load_scenario
from tisites.model.programme.party import party_weights
from tisites.study.elicitation.answers import WeightAnswers, answers_text, read_answers
from tisites.study.elicitation.elicit import elicit
from tisites.study.elicitation.pairwise import pairwise
from tisites.study.elicitation.swings import Swing, swings_of

HEAD = 'party = "dreal"\ntitle = "DREAL"\nsource = "réunion du 3 mars"\n'


def swing(name: str, gain: float = 1.0, weight: float = 10.0) -> Swing:
    from tisites.messages.text import same

    return Swing(name, same(name), "land", 0.0, 1.0, "ha", gain, weight)


def answered(**more) -> WeightAnswers:
    return WeightAnswers(party="p", title="P", **{"method": "swing", **more})


def test_a_rating_is_worth_the_whole_way_of_its_scale():
    told = elicit(answered(swing={"a": 100, "b": 50}), [swing("a"), swing("b", gain=0.5)], "f")
    assert told.weights == {"a": 50.0, "b": 50.0}


def test_what_is_not_answered_is_refused_until_it_is_said_what_it_weighs():
    swings = [swing("a"), swing("b", weight=30.0), swing("c", weight=60.0)]
    with pytest.raises(BadInputError, match="1 critères sont sans réponse"):
        elicit(answered(swing={"a": 100, "b": 100}), swings, "f")
    none = elicit(answered(swing={"a": 100, "b": 100}, unnamed="zero"), swings, "f")
    assert none.weights == {"a": 50.0, "b": 50.0} and none.unanswered == ("c",)
    rest = elicit(answered(swing={"a": 100, "b": 100}, unnamed="as_declared"), swings, "f")
    assert rest.weights == {"a": 20.0, "b": 20.0}  # they share out the 40 points of a and b


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"swing": {}}, "aucune réponse"),
        ({"swing": {"a": 0}}, "aucune réponse"),
        ({"swing": {"flat": 10}}, "ne varie pas"),
        ({"method": "direct", "direct": {"a": 1}, "families": {"land": 1}}, "tous deux"),
        ({"method": "ahp"}, "la matrice manque"),
        ({"method": "ahp", "ahp": {"names": ["a", "b"], "matrix": [[1, 3]]}}, "2 lignes"),
        ({"method": "ahp", "ahp": {"names": ["a", "b"], "matrix": [[1, 3], [3, 1]]}}, "inverses"),
        ({"method": "ahp", "ahp": {"names": ["a", "b"], "matrix": [[1, "x"], [3, 1]]}}, "dessus"),
        ({"method": "ahp", "ahp": {"names": ["a", "land"], "matrix": [[1, 1], [1, 1]]}}, "mêle"),
    ],
)  # fmt: skip
def test_answers_that_give_no_weight_are_refused(more, told):
    swings = [swing("a"), swing("b"), swing("flat", gain=0.0)]
    with pytest.raises(BadInputError, match=told):
        elicit(answered(unnamed="zero", **more), swings, "f")


@given(st.lists(st.floats(0.05, 20), min_size=2, max_size=8))
def test_a_matrix_that_follows_from_weights_gives_them_back(worth):
    weights_ = np.array(worth)
    told = pairwise(weights_[:, None] / weights_[None, :])
    assert told.weights == pytest.approx(weights_ / weights_.sum(), rel=1e-6)
    assert told.ratio == pytest.approx(0.0, abs=1e-6) and told.triads == ()


def test_a_matrix_that_contradicts_itself_is_refused_with_its_triads():
    """Saaty's own example of choice of a school (1980): ratio above 0.10, here made worse."""
    matrix = [[1, "1/3", 4], [3, 1, "1/5"], ["1/4", 5, 1]]
    names = ["a", "b", "c"]
    swings = [swing(name) for name in names]
    with pytest.raises(BadInputError, match="se contredisent : ratio de cohérence") as error:
        elicit(answered(method="ahp", ahp={"names": names, "matrix": matrix}), swings, "f")
    assert "a/b = 0,33" in str(error.value) and "Saaty" in str(error.value)
    kept = {"names": names, "matrix": matrix, "accept_inconsistent": True}
    told = elicit(answered(method="ahp", ahp=kept), swings, "f")
    assert told.comparisons is not None and told.comparisons.ratio > 0.10
    assert sum(told.weights.values()) == pytest.approx(100.0)


def test_contradictions_are_counted_not_mended():
    told = elicit(
        answered(
            swing={"a": 100, "b": 40, "c": 60}, order=("a", "b", "c"),
            check=({"more": "b", "less": "c", "times": 2}, {"more": "a", "less": "b", "times": 3}),
        ),
        [swing("a"), swing("b"), swing("c")], "f",
    )  # fmt: skip
    assert told.disordered == (("b", "c"),)
    assert [round(implied, 3) for _, implied in told.checks] == [0.667, 2.5]
    assert told.contradictions == 2
    assert told.weights == {"a": 50.0, "b": 20.0, "c": 30.0}


def test_the_questions_are_those_of_the_fixed_scales():
    model, _ = load_scenario("reference")
    words = {one.name: one.words.fr for one in swings_of(model)}
    assert words["rail"].replace("\u00a0", " ").endswith(": de 20 km à 0 km")
    assert words["territory"].endswith(": de non à oui")
    assert set(words) == set(model.score)


def test_a_file_is_written_blank_filled_in_and_read(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert main(["weights", "--party", "dreal", "--title", "DREAL", "--blank"]) == 0
    file = tmp_path / "dreal-reponses.toml"
    text = file.read_text(encoding="utf-8")
    assert "# zan =" in text and "de 20 km à 0 km" in text.replace("\u00a0", " ")
    assert main(["weights", "--party", "dreal", "--blank"]) == 2  # never written over
    assert main(["weights", "--answers", str(file)]) == 2
    assert "aucune réponse" in capsys.readouterr().err
    filled = text.replace("# zan =", "zan = 100").replace("# rail =", "rail = 25")
    file.write_text(filled.replace("# unnamed =", "unnamed ="), encoding="utf-8")
    assert main(["weights", "--answers", str(file), "--out", "parties.toml"]) == 0
    model, name = load_scenario(str(tmp_path / "parties.toml"))
    given_ = party_weights(model.party["dreal"], model.score)
    assert name == "parties" and dict(zip(model.score, given_, strict=True))["zan"] == 80.0
    assert given_.sum() == pytest.approx(100.0)
    other = filled.replace('party = "dreal"', 'party = "region"')
    file.write_text(other.replace("# unnamed =", "unnamed ="), encoding="utf-8")
    before = (tmp_path / "parties.toml").read_text(encoding="utf-8")
    assert main(["weights", "--answers", str(file), "--out", "parties.toml"]) == 0
    after = (tmp_path / "parties.toml").read_text(encoding="utf-8")
    assert after.startswith(before.rstrip()) and set(load_scenario("parties.toml")[0].party) == {
        "dreal", "region",
    }  # fmt: skip
    assert main(["weights", "--answers", str(file), "--out", "parties.toml"]) == 2
    assert "y est déjà" in capsys.readouterr().err
    assert (tmp_path / "parties.toml").read_text(encoding="utf-8") == after


def test_faults_of_a_file_have_their_line(tmp_path):
    file = tmp_path / "a.toml"
    file.write_text(HEAD + 'method = "swing"\n[swing]\nzann = 4\npower = -1\n', encoding="utf-8")
    swings = swings_of(load_scenario("reference")[0])
    with pytest.raises(BadInputError) as error:
        read_answers(file, swings)
    assert "ligne 7" in str(error.value) and "power" in str(error.value)
    file.write_text(HEAD + 'method = "swing"\n[swing]\nzann = 4\n', encoding="utf-8")
    with pytest.raises(BadInputError, match="vouliez-vous « zan »") as error:
        read_answers(file, swings)
    assert "ligne 6" in str(error.value)


def test_nobody_to_ask_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(BadInputError, match="pas de terminal"):
        weights(WeightsRequest(party="dreal"))


def test_an_interview_is_kept_and_reads_the_same(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    swings = swings_of(load_scenario("reference")[0])
    asked = [one for one in swings if one.gain > 0]
    best = next(k for k, one in enumerate(asked, 1) if one.name == "zan")
    typed = {"rail": "50", "low_flow": "abc"}  # then nothing: left out
    shown: list[str] = []

    def ask(words: str) -> str:
        shown.append(words)
        if words.startswith("Quelle amélioration"):
            return str(best)
        if words.startswith("Que pèsent-ils"):
            return "1"
        for one in asked:
            if words.startswith(one.words.fr):
                return typed.pop(one.name, "")
        return "2"

    answer = weights(WeightsRequest(party="dreal", title="DREAL", ask=ask, say=shown.append))
    assert answer.value.weights == pytest.approx({"zan": 66.666667, "rail": 33.333333})
    assert any("un nombre est attendu" in words for words in shown)
    answer.write()
    again = read_answers(tmp_path / "dreal-reponses.toml", swings)
    assert again == answer.value.answers
    assert answers_text(again, swings) == (tmp_path / "dreal-reponses.toml").read_text("utf-8")
    assert load_scenario("dreal.toml")[0].party["dreal"].unnamed == "zero"
