"""A real run of the demonstration, exported once; what is done to it is in ``forged.py``."""

from __future__ import annotations

import io
import sys
import zipfile
from pathlib import Path

import pytest

from tisites.run.store.store import Store

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def solved(demo_run: Path) -> Path:
    """The folder of a run of the demonstration pack."""
    return demo_run


@pytest.fixture(scope="session")
def exported(solved, tmp_path_factory) -> bytes:
    """That run as one file."""
    from tisites.run.read.stored import open_run
    from tisites.run.store.export import export_run

    home = tmp_path_factory.mktemp("exported")
    export_run(open_run(solved), home / "a.zip", Store(home / "runs"))
    return (home / "a.zip").read_bytes()


@pytest.fixture(scope="session")
def members(exported) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        return {info.filename: archive.read(info) for info in archive.infolist()}
