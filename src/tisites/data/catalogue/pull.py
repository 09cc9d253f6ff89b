"""Sources downloaded onto the shelf, each for itself: one that fails stops no other."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal

from tisites.data.catalogue.download import Resuming, TruncatedError
from tisites.data.readers.registry import read_published
from tisites.data.scratch import scratch_folder
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.data.catalogue.shelf import Held, Shelf
    from tisites.data.catalogue.sources import Source

#: The catalogue of data.gouv.fr, which knows the present address of each resource.
DATA_GOUV = "https://www.data.gouv.fr/api/1/datasets"
Outcome = Literal["new", "here", "same", "changed", "failed", "by_hand"]


@dataclass(frozen=True, slots=True)
class Manner:
    """How to pull.

    Parameters
    ----------
    update : bool
        Ask the producer again for what is on the shelf, and accept a file that changed.
    progress : bool
        Show progress bars.
    retries : int
        Attempts after the first.
    pause_s, silence_s : float
        See :class:`Resuming`.
    data_gouv : str
        Address of the catalogue of data.gouv.fr.
    """

    update: bool = False
    progress: bool = False
    retries: int = 3
    pause_s: float = 1.0
    silence_s: float = 60.0
    data_gouv: str = DATA_GOUV


@dataclass(frozen=True, slots=True)
class Pulled:
    """What became of one source.

    Parameters
    ----------
    source : Source
        Which.
    outcome : {"new", "here", "same", "changed", "failed", "by_hand"}
        Downloaded for the first time; already there, not asked again; asked again, unchanged;
        asked again, another file; failed; no address: the planner gets the file.
    held : Held or None
        What the shelf holds of it now: after a failure, what it held before.
    former_sha256 : str
        Hash of the file replaced, when the outcome is ``changed``.
    problems : tuple of Problem
        Why it failed, and what to do; empty otherwise.
    """

    source: Source
    outcome: Outcome
    held: Held | None
    former_sha256: str = ""
    problems: tuple[Problem, ...] = ()


def pull(sources: Sequence[Source], shelf: Shelf, manner: Manner | None = None) -> list[Pulled]:
    """Download sources onto the shelf.

    Parameters
    ----------
    sources : sequence of Source
        Which, in order.
    shelf : Shelf
        Where to.
    manner : Manner, optional
        How.

    Returns
    -------
    list of Pulled
        One a source. A failed source keeps the file it had on the shelf.

    Raises
    ------
    BadInputError
        If the shelf itself cannot be read.
    """
    import pooch

    pooch.get_logger().setLevel("WARNING")  # it tells each download; the outcome is told here
    return [_pull_one(source, shelf, manner or Manner()) for source in sources]


def _pull_one(source: Source, shelf: Shelf, manner: Manner) -> Pulled:
    before = shelf.held().get(source.name)
    whole = before is not None and shelf.is_whole(before)
    if whole and not manner.update:
        return Pulled(source, "here", before)
    if not source.pullable:
        return Pulled(source, "by_hand", before if whole else None)
    expected = None if manner.update or before is None or before.how != "pull" else before.sha256
    try:
        with TemporaryDirectory(dir=scratch_folder()) as scratch:
            url = address(source, manner)
            path = _fetch(source, url, expected, Path(scratch), shelf, manner)
            rows = len(read_published(source, path))
            held = shelf.put(source.name, path, path.name, rows=rows, how="pull", origin=url)
    except BadInputError as error:
        problems = tuple(_kept(problem, before if whole else None) for problem in error.problems)
        return Pulled(source, "failed", before if whole else None, problems=problems)
    if before is None:
        return Pulled(source, "new", held)
    if before.sha256 == held.sha256:
        return Pulled(source, "same", held)
    return Pulled(source, "changed", held, former_sha256=before.sha256)


def address(source: Source, manner: Manner) -> str:
    """Return the present address of a source.

    Raises
    ------
    BadInputError
        If data.gouv.fr does not answer, or knows no resource that fits.
    """
    import requests

    if not source.dataset:
        return source.download
    api = f"{manner.data_gouv}/{source.dataset}/"
    try:
        answer = requests.get(api, timeout=(15.0, manner.silence_s))
        answer.raise_for_status()
        resources = answer.json()["resources"]
        fitting = [
            (str(entry.get("last_modified") or ""), str(entry["url"]))
            for entry in resources
            if re.search(source.resource, str(entry["url"]))
        ]
    except (requests.RequestException, ValueError, KeyError, TypeError) as error:
        raise _unreached(source, api, error) from error
    if not fitting:
        what = Text(
            f"source « {source.name} » : data.gouv.fr ne liste plus ce fichier",
            f"source '{source.name}': data.gouv.fr no longer lists this file",
        )
        raise BadInputError(Problem(what, _by_hand(source), Where(api, value=source.resource)))
    return max(fitting)[1]


def _fetch(
    source: Source, url: str, expected: str | None, scratch: Path, shelf: Shelf, manner: Manner
) -> Path:
    import pooch
    import requests

    downloader = Resuming(
        shelf.folder / "partial" / f"{source.name}.part",
        manner.retries,
        manner.pause_s,
        manner.silence_s,
        manner.progress,
    )
    name = f"{source.name}.{source.format}"
    try:
        return Path(
            pooch.retrieve(
                url, f"sha256:{expected}" if expected else None, name, scratch,
                downloader=downloader,
            )
        )  # fmt: skip
    except (requests.RequestException, TruncatedError) as error:
        raise _unreached(source, url, error) from error
    except ValueError as error:
        raise _changed(source, url, expected or "") from error
    except OSError as error:
        what = Text(
            f"source « {source.name} » : impossible d'écrire ({error.strerror or error})",
            f"source '{source.name}': cannot be written ({error.strerror or error})",
        )
        remedy = Text("vérifier la place libre et les droits", "check the free space and rights")
        raise BadInputError(Problem(what, remedy, Where(str(shelf.folder)))) from error


def _unreached(source: Source, url: str, error: Exception) -> BadInputError:
    import requests

    if isinstance(error, requests.HTTPError) and error.response is not None:
        code = error.response.status_code
        gone = code in (401, 403, 404, 410)
        why = Text(
            f"adresse déplacée ou supprimée ({code})" if gone else f"le serveur répond {code}",
            f"address moved or removed ({code})" if gone else f"the server answers {code}",
        )
    elif isinstance(error, TruncatedError):
        why = Text(f"fichier reçu incomplet ({error})", f"file received incomplete ({error})")
    elif isinstance(error, requests.Timeout):
        why = Text("le serveur ne répond pas à temps", "the server does not answer in time")
    elif isinstance(error, requests.exceptions.ProxyError):
        why = Text(
            "le proxy réseau ne laisse pas passer (variables HTTP_PROXY, HTTPS_PROXY)",
            "the network proxy does not let it through (variables HTTP_PROXY, HTTPS_PROXY)",
        )
    elif isinstance(error, requests.exceptions.SSLError):
        why = Text(
            "certificat refusé, souvent celui d'un proxy (variable REQUESTS_CA_BUNDLE)",
            "certificate refused, often that of a proxy (variable REQUESTS_CA_BUNDLE)",
        )
    elif isinstance(error, requests.RequestException):
        why = Text(
            "le serveur ne répond pas, ou cette machine est sans réseau",
            "the server does not answer, or this machine has no network",
        )
    else:
        why = Text("réponse inattendue de data.gouv.fr", "unexpected answer of data.gouv.fr")
    what = Text(f"source « {source.name} » : {why.fr}", f"source '{source.name}': {why.en}")
    return BadInputError(Problem(what, _by_hand(source), Where(url)))


def _changed(source: Source, url: str, expected: str) -> BadInputError:
    what = Text(
        f"source « {source.name} » : le fichier publié n'est plus celui d'empreinte"
        f" {expected[:8]}…, vu la première fois",
        f"source '{source.name}': the published file is no longer that of hash {expected[:8]}…,"
        " seen at first",
    )
    remedy = Text(
        f"accepter le nouveau fichier : tisites data pull {source.name} --update",
        f"accept the new file: tisites data pull {source.name} --update",
    )
    return BadInputError(Problem(what, remedy, Where(url)))


def _by_hand(source: Source) -> Text:
    return Text(
        f"réessayer plus tard, ou télécharger depuis {source.landing} puis :"
        f" tisites data add {source.name} FICHIER",
        f"try again later, or download from {source.landing} then:"
        f" tisites data add {source.name} FILE",
    )


def _kept(problem: Problem, held: Held | None) -> Problem:
    if held is None:
        return problem
    remedy = Text(
        f"{problem.remedy.fr} (le fichier obtenu le {held.obtained} est gardé)",
        f"{problem.remedy.en} (the file obtained on {held.obtained} is kept)",
    )
    return replace(problem, remedy=remedy)
