"""What is handed over of a run, a comparison or a study: the verb ``report``."""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, cast

from tisites.data.strict_json import strict_json
from tisites.desk.answer import Answer, End, is_whole, verb
from tisites.desk.sources import Studied, studied_run
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text, language
from tisites.report.deliver import (
    DELIVERABLES,
    FORMATS,
    About,
    Binder,
    Format,
    Order,
    Subject,
    offered,
)
from tisites.report.document import Document
from tisites.report.media.record import WORDS
from tisites.report.profile import PROFILES, Profile
from tisites.run.files.folder import MARK, ready, staged

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from tisites.messages.progress import Listener
    from tisites.report.document import Words

#: File that makes a folder a report, and names the others.
REPORT = "report.json"
#: Studies whose answer a note tells, where they were asked of the same selection.
STUDIES = ("robustness", "alternatives", "rules", "reserve")
_COMPARISON = "compare.json"


@dataclass(frozen=True, slots=True)
class ReportRequest:
    """What is asked of a report.

    Parameters
    ----------
    what : str, Path or Studied
        A run (folder, hash, ``last``), the folder of a comparison or of another study, or a case
        with its answer, in memory.
    formats : tuple of str
        Of :data:`~tisites.report.deliver.FORMATS`.
    profile : {"public", "internal"}
        Who may read it.
    sites : tuple of str
        Sites that want a sheet of their own: ids.
    fiches : bool
        Whether every chosen site has one.
    out : Path, optional
        Folder of the files; ``reports/…`` otherwise.
    folder : Path, optional
        Where a case in memory lies, for its map.
    alone : bool
        Whether the sheets are all that is wanted: no note, no map, no workbook.
    """

    what: str | Path | Studied = "last"
    formats: tuple[str, ...] = ("html", "pdf")
    profile: str = "internal"
    sites: tuple[str, ...] = ()
    fiches: bool = False
    out: Path | None = None
    folder: Path | None = None
    alone: bool = False


@dataclass(frozen=True, slots=True)
class HandedOver:
    """What was made for a subject.

    Parameters
    ----------
    subject : Subject
        What it is about.
    asked : Order
        Formats and profile.
    bound : tuple of (Binder, formats)
        Papers, as the profile may read them.
    """

    subject: Subject = field(repr=False)
    asked: Order
    bound: tuple[tuple[Binder, tuple[Format, ...]], ...] = field(repr=False)


@verb
def report(request: ReportRequest, listener: Listener) -> Answer[HandedOver]:
    """Make the papers and files of a subject, in the formats asked for.

    Raises
    ------
    BadInputError
        A format or a profile that does not exist, a subject that has none of them, a site that
        is no candidate, a folder that may not be written: all before any work.
    """
    asked, lacking = _refused(request)
    if request.out is not None:
        ready(request.out, REPORT, _written(request.out))
    subject = _subject(request, listener)
    _refuse_for(subject, request, asked)
    folder = request.out or _place(subject, asked)
    ready(folder, REPORT, _written(folder))
    listener.phase(str(Text("rédaction", "writing")))
    bound = []
    for one in DELIVERABLES:
        kinds = tuple(kind for kind in asked.formats if kind in one.formats)
        if one.about == subject.about and one.bind is not None and one.wanted(asked):
            for paper in one.bind(subject, asked):
                some = tuple(kind for kind in kinds if not paper.formats or kind in paper.formats)
                bound.append((paper.public(asked.profile), some))
    made = HandedOver(subject, asked, tuple(bound))
    files: dict[str, Words] = {}
    return Answer(
        made, _said(made), folder, End.FAULTY if lacking else End.DONE,
        save=partial(_save, made, folder, files), problems=lacking, files=files,
    )  # fmt: skip


def _refused(request: ReportRequest) -> tuple[Order, tuple[Problem, ...]]:
    """Return what can be made, and what cannot for want of a library."""
    problems = []
    for kind in request.formats:
        if kind not in FORMATS:
            problems.append(_unknown("--format", kind, FORMATS))
    if request.profile not in PROFILES:
        problems.append(_unknown("--profile", request.profile, PROFILES))
    if not request.formats:
        problems.append(_unknown("--format", "", FORMATS))
    if request.alone and not (request.sites or request.fiches):
        what = Text("aucune fiche n'est demandée", "no sheet is asked for")
        remedy = Text("ajouter --site SITE ou --fiches", "add --site SITE or --fiches")
        problems.append(Problem(what, remedy, Where("--no-note")))
    if problems:
        raise BadInputError(problems)
    formats = cast("tuple[Format, ...]", tuple(dict.fromkeys(request.formats)))
    lacking = [problem for kind in formats if (problem := missing_library(kind)) is not None]
    kept = tuple(kind for kind in formats if missing_library(kind) is None)
    if not kept:
        raise BadInputError(lacking)
    profile = cast("Profile", request.profile)
    return Order(kept, profile, request.sites, request.fiches, request.alone), tuple(lacking)


def missing_library(kind: Format) -> Problem | None:
    """Say which library is missing here to make a format; ``None`` where it can be made."""
    if kind == "pdf":
        from tisites.report.media.pdf import missing

        return missing()
    if kind == "docx":
        from tisites.report.media import docx

        return docx.missing()
    return None


def _unknown(option: str, value: str, known: Sequence[str] | Mapping[Any, Any]) -> Problem:
    listed = ", ".join(known)
    return Problem(
        Text("valeur inconnue", "unknown value"),
        Text(f"choisir parmi {listed}", f"choose from {listed}"),
        Where(option, value=value),
    )


def _subject(request: ReportRequest, listener: Listener) -> Subject:
    """Read again what the report is about."""
    if isinstance(request.what, Studied):
        return _of_run(request.what, request.folder)
    folder = Path(request.what)
    if folder.is_dir() and not (folder / MARK).is_file():
        return _of_study(folder)
    from tisites.run.read.stored import open_run
    from tisites.run.store.reference import resolve_run

    listener.phase(str(Text("lecture", "reading")))
    stored = open_run(resolve_run(str(request.what)))
    return _of_run(studied_run(stored), stored.folder)


def _of_run(source: Studied, folder: Path | None) -> Subject:
    answered = source.answered
    selected = {str(one) for one in answered.case.ids[answered.selected]}
    return Subject(
        "run", source.name, folder, source.report, answered, source.evidence,
        _studies(source.name, folder, answered.case.name, selected, answered.value),
    )  # fmt: skip


def _studies(
    name: str, folder: Path | None, scenario: str, selected: set[str], value: float
) -> dict[str, Mapping[str, Any]]:
    """Return the studies of the same selection that lie where the verbs leave them."""
    roots = [Path("studies")]
    if folder is not None:
        roots += [folder.parent / "studies", folder.parent.parent / "studies"]
    found: dict[str, Mapping[str, Any]] = {}
    for kind in STUDIES:
        for root in roots:
            mark = root / f"{kind}-{name}" / f"{kind}.json"
            if kind in found or not is_whole(mark):
                continue
            told = json.loads(mark.read_text(encoding="utf-8"))
            same = set(told.get("selected", selected)) == selected
            near = abs(float(told.get("value", value)) - value) <= 1e-6 * max(1.0, abs(value))
            if told.get("scenario", scenario) == scenario and same and near and WORDS in told:
                found[kind] = told
    return found


def _of_study(folder: Path) -> Subject:
    """Return the study of a folder: the JSON file that tells its document."""
    for mark in sorted(folder.glob("*.json")):
        try:
            told = strict_json(mark.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(told, dict) and WORDS in told:
            about: About = "comparison" if mark.name == _COMPARISON else "study"
            return Subject(about, folder.name, folder, told)
    raise bad_input(
        Text(
            "ce dossier n'est ni un résultat, ni une comparaison, ni une étude de tisites",
            "this folder is no run, no comparison and no study of tisites",
        ),
        Text(
            "donner le dossier écrit par tisites run, compare ou une autre étude",
            "give the folder that tisites run, compare or another study wrote",
        ),
        Where(str(folder)),
    )


def _refuse_for(subject: Subject, request: ReportRequest, asked: Order) -> None:
    """Refuse formats that the subject has none of, and sites that are no candidates."""
    has = offered(subject.about, asked) if asked.alone else offered(subject.about)
    problems = [_unknown("--format", kind, has) for kind in request.formats if kind not in has]
    if subject.answered is None and (request.sites or request.fiches):
        problems.append(
            Problem(
                Text("les fiches sont celles d'un résultat", "sheets are those of a run"),
                Text("donner un résultat de tisites run", "give a run of tisites run"),
                Where("--site" if request.sites else "--fiches"),
            )
        )
    elif subject.answered is not None:
        known = subject.answered.case.everyone.index
        problems += [
            Problem(
                Text("site inconnu de ce résultat", "site unknown to this run"),
                Text("tisites explain dit les noms proches", "tisites explain tells near names"),
                Where("--site", value=site),
            )
            for site in request.sites
            if site not in known
        ]
    if problems:
        raise BadInputError(problems)


def _place(subject: Subject, asked: Order) -> Path:
    return Path("reports") / (subject.name + ("-public" if asked.profile == "public" else ""))


def _written(folder: Path) -> tuple[str, ...]:
    """Return the names that may be replaced: those that an older report says it wrote."""
    try:
        told = strict_json((folder / REPORT).read_text(encoding="utf-8"))
        return (REPORT, *map(str, told["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return (REPORT,)


def _said(made: HandedOver) -> Document:
    """Return what the terminal says: the answer of the first paper."""
    if not made.bound:
        return Document("report", Text("Rapport", "Report"), ())
    first = made.bound[0][0].documents[0]
    return replace(first, sections=(), parts=(), data={})


def _save(made: HandedOver, folder: Path, files: dict[str, Words]) -> Path:
    """Write every file, or none; tell what each is."""
    with staged(folder, REPORT, _written(folder)) as fresh:
        for bound, kinds in made.bound:
            with TemporaryDirectory() as place:
                pictures = Path(place)
                if bound.draw is not None:
                    bound.draw(pictures)
                for kind in kinds:
                    files.update(_printed(bound, pictures, fresh, kind))
        for one, kind in _attachments(made):
            assert one.write is not None
            one.write(made.subject, made.asked, fresh, kind)
        for path in sorted(fresh.iterdir()):
            files.setdefault(path.name, FORMATS.get(cast("Format", path.suffix[1:]), ""))
        told = {
            "about": made.subject.about, "run": made.subject.report.get("run", ""),
            "profile": made.asked.profile, "lang": language(), "files": sorted(files),
        }  # fmt: skip
        text = json.dumps(told, ensure_ascii=False, indent=1)
        (fresh / REPORT).write_text(text + "\n", encoding="utf-8", newline="")
    return folder


def _printed(bound: Binder, pictures: Path, folder: Path, kind: Format) -> Mapping[str, Words]:
    from tisites.report.deliver import print_bound

    return print_bound(bound, pictures, folder, kind)


def _attachments(made: HandedOver) -> Iterator[tuple[Any, Format]]:
    for one in DELIVERABLES:
        if one.about == made.subject.about and one.write is not None and one.wanted(made.asked):
            for kind in made.asked.formats:
                if kind in one.formats:
                    yield one, kind
