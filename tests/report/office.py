"""LibreOffice without a window: files opened, computed again and written in another format."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import NoReturn

import pytest

#: Formulas of XLSX files are always computed again when a file is opened.
ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode"
 oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""


def reader(name: str) -> str | None:
    """Return the program of a reader; none where ``.ci/run`` could not install it whole."""
    return None if os.environ.get("TISITES_READERS") == "none" else shutil.which(name)


def absent(reader: str) -> NoReturn:
    """Skip a test whose reader is not installed; where ``.ci/run`` has installed it, fail."""
    if os.environ.get("TISITES_READERS") == "1":
        pytest.fail(f"{reader} was to be installed, and is not")
    pytest.skip(f"{reader} is not installed: nothing opens the file for real")


def convert(paths: list[Path], to: str, folder: Path) -> list[Path]:
    """Open files and write them again as ``to``; skip the test where LibreOffice is absent."""
    office = reader("soffice")
    if office is None:
        absent("LibreOffice (soffice)")
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to",
               to, "--outdir", str(folder), *map(str, paths)]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return [folder / path.with_suffix(f".{to.split(':', maxsplit=1)[0]}").name for path in paths]
