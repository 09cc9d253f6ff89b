"""Weights of a party, asked for or read from its answers: the verb ``weights``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from tisites.desk.answer import Answer, verb
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.messages.progress import Listener
    from tisites.study.elicitation.answers import WeightAnswers
    from tisites.study.elicitation.elicit import Elicited
    from tisites.study.elicitation.swings import Swing


@dataclass(frozen=True, slots=True)
class WeightsRequest:
    """What is asked of a party's weights.

    Parameters
    ----------
    scenario : str
        Whose criteria and scales the questions are about.
    answers : Path, optional
        File of answers: read where it is there, written after an interview otherwise.
    out : Path, optional
        Scenario to write, or to add the party to; ``NAME.toml`` otherwise.
    party, title, source : str
        Of whom, where there is no file of answers yet.
    blank : bool
        Whether the file of answers is only written, to be filled in.
    ask, say : callable, optional
        Show a question and return what is typed; show a sentence.
    """

    scenario: str = "reference"
    answers: Path | None = None
    out: Path | None = None
    party: str = ""
    title: str = ""
    source: str = ""
    blank: bool = False
    ask: Callable[[str], str] | None = None
    say: Callable[[str], None] | None = None


@verb
def weights(request: WeightsRequest, listener: Listener) -> Answer[Elicited | Path]:
    """Ask for a party's weights by swings, or read its answers; write them as ``[party.NAME]``.

    Raises
    ------
    BadInputError
        Answers that cannot be used, with their lines; a file that is there already; nobody to
        ask.
    """
    from tisites.model.complaints import with_line
    from tisites.model.points import load_scenario
    from tisites.model.programme.party import Party, party_weights
    from tisites.report.elicited import elicited_document
    from tisites.study.elicitation.elicit import elicit
    from tisites.study.elicitation.swings import swings_of

    del listener
    model, _ = load_scenario(request.scenario)
    swings = swings_of(model)
    if request.blank:
        return _blank(request, swings)
    answers, kept = _answers(request, swings)
    file = str(request.answers or "")
    try:
        found = elicit(answers, swings, file)
    except BadInputError as error:
        if kept is not None:
            kept()
        if request.answers is None or not request.answers.is_file():
            raise
        raise BadInputError([with_line(one, request.answers) for one in error.problems]) from error
    party = Party.model_validate({
        "title": answers.title, "weights": found.weights, "families": found.families,
        "unnamed": answers.unnamed or "zero",
    })  # fmt: skip
    given = party_weights(party, model.score)
    document = elicited_document(
        found, model, given / max(float(given.sum()), np.finfo(float).tiny)
    )
    out = request.out or Path(f"{answers.party}.toml")
    text = _scenario(out, found, request.scenario)

    def save() -> Path:
        if kept is not None:
            kept()
        _write(out, text)
        return out.parent

    told = Text("le scénario, avec cette partie", "the scenario, with this party")
    return Answer(found, document, out.parent, save=save, files={out.name: told})


def _answers(
    request: WeightsRequest, swings: tuple[Swing, ...]
) -> tuple[WeightAnswers, Callable[[], None] | None]:
    """Return the answers of the file, or of an interview with what keeps them."""
    from tisites.study.elicitation.answers import answers_text, read_answers
    from tisites.study.elicitation.interview import interview

    if request.answers is not None and (request.answers.is_file() or request.ask is None):
        return read_answers(request.answers, swings), None
    if request.ask is None or request.say is None:
        raise bad_input(
            Text("personne ne peut répondre ici : pas de terminal",
                 "nobody can answer here: no terminal"),
            Text("donner --answers FICHIER ; --blank l'écrit, à remplir",
                 "give --answers FILE; --blank writes it, to be filled in"),
            Where("--answers"),
        )  # fmt: skip
    _refuse_nameless(request)
    file = request.answers or Path(f"{request.party}-reponses.toml")
    _refuse_there(file)
    title = request.title or request.party
    told = interview(request.party, title, request.source, swings, request.ask, request.say)
    return told, lambda: _write(file, answers_text(told, swings))


def _blank(request: WeightsRequest, swings: tuple[Swing, ...]) -> Answer[Elicited | Path]:
    from tisites.report.document import Document
    from tisites.study.elicitation.answers import WeightAnswers, answers_text

    _refuse_nameless(request)
    file = request.answers or Path(f"{request.party}-reponses.toml")
    _refuse_there(file)
    nothing = WeightAnswers(
        party=request.party, title=request.title or request.party, source=request.source,
        method="swing",
    )  # fmt: skip
    text = answers_text(nothing, swings)

    def save() -> Path:
        _write(file, text)
        return file.parent

    written = Text(
        f"{file} : questions à remplir ; ensuite, tisites weights --answers {file}",
        f"{file}: questions to fill in; then, tisites weights --answers {file}",
    )
    return Answer(file, Document("weights", written, ()), file.parent, save=save)


def _refuse_nameless(request: WeightsRequest) -> None:
    if re.fullmatch(r"[a-z0-9][a-z0-9_-]*", request.party):
        return
    raise bad_input(
        Text("le nom de la partie manque, ou n'a pas la forme attendue",
             "the party's name is missing, or not of the expected form"),
        Text("donner --party NOM : minuscules sans accent, chiffres, tirets",
             "give --party NAME: lower case letters, digits, hyphens"),
        Where("--party", value=request.party),
    )  # fmt: skip


def _refuse_there(file: Path) -> None:
    if file.exists():
        what = Text("ce fichier existe déjà", "this file exists already")
        remedy = Text("en choisir un autre, ou le donner sans --blank pour le lire",
                      "choose another, or give it without --blank to have it read")  # fmt: skip
        raise bad_input(what, remedy, Where(str(file)))


def _scenario(out: Path, found: Elicited, base: str) -> str:
    """Return the scenario to write: a new one, or the one there is with the party added.

    Raises
    ------
    BadInputError
        If the file is no scenario, or has this party already.
    """
    from tisites.model.complaints import line_of, toml_text
    from tisites.model.load import read_toml
    from tisites.report.elicited import party_block, scenario_text

    if not out.exists():
        return scenario_text(found, base, re.sub(r"[^a-z0-9_-]", "-", out.stem.lower()))
    name, data = found.answers.party, read_toml(out)
    if "from" not in data and "base" not in data:
        what = Text("ce fichier n'est pas un scénario", "this file is no scenario")
        raise bad_input(what, Text("choisir un autre --out", "choose another --out"),
                        Where(str(out)))  # fmt: skip
    text = toml_text(out)
    if name in data.get("party", {}):
        what = Text(f"la partie « {name} » y est déjà", f"party '{name}' is there already")
        remedy = Text("l'effacer du fichier, ou choisir un autre --out",
                      "take it out of the file, or choose another --out")  # fmt: skip
        line = line_of(text, ("party", name))
        raise bad_input(what, remedy, Where(str(out), line, f"party.{name}"))
    return f"{text.rstrip()}\n\n{party_block(found)}"


def _write(file: Path, text: str) -> None:
    """Write a file whole, or not at all."""
    fresh = file.with_name(f"{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(text, encoding="utf-8", newline="\n")
        fresh.replace(file)
    except OSError as error:
        fresh.unlink(missing_ok=True)
        what = Text(f"fichier impossible à écrire ({error})", f"file cannot be written ({error})")
        remedy = Text("choisir un autre endroit", "choose another place")
        raise bad_input(what, remedy, Where(str(file))) from error
