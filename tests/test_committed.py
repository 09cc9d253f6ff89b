"""Nothing committed names a machine, or a host that is no source of ours."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

#: Who publishes what we cite. Every other host, but for those of the catalogue of sources, has to
#: be added here by hand.
HOSTS = (
    # official and sector sources
    "www.insee.fr", "data.gouv.fr", "gouv.fr", "geopf.fr", "mnhn.fr", "eaufrance.fr", "cerema.fr",
    "georisques.fr", "drias-eau.fr", "capareseau.fr", "sncf.com", "odre.opendatasoft.com",
    "opendata.caissedesdepots.fr", "banquedesterritoires.fr", "ourairports.com",
    "davidmegginson.github.io", "ign.fr", "openstreetmap.org", "cloud.ovh.net", "mrcc.com",
    # articles that a reading of the law is taken from
    "riviereavocats.com", "edp-avocats.com", "lejournaldesentreprises.com",
    "boursorama.com",
    # software cited by its home, names of XML
    "github.com", "gitlab.com", "schemas.openxmlformats.org", "schemas.openxmlformats",
    "geopackage.org",
    "www.w3.org",
    # made up, in tests
    "openoffice.org", "purl.org",  # XML names
    "example.org", "b.org", "x.org", "x", "127.0.0.1", "localhost",
)  # fmt: skip
_URL = re.compile(r"\bhttps?://([A-Za-z0-9.-]+[A-Za-z0-9])")
#: A host without its scheme. Not ``.fr``: that is what a French text is called in the code.
_BARE = re.compile(r"\b((?:[a-z0-9-]+\.)+(?:org|com|net|io|dev|sh))\b(?![\w(])")
#: Folders that only exist on someone's machine: homes, mounted disks, drives.
_PATH = re.compile(
    r"(?:(?<![\w.:/<>*)}-])/(?:home|root|Users|mnt|media|srv|opt|work|workspace|builds?)/[\w.-]+"
    r"|\b[A-Z]:\\+(?:Users|Documents)\\+\w+)"
)


def _sources() -> set[str]:
    """Hosts that the catalogue downloads from or tells as the page of a source."""
    text = (ROOT / "src/tisites/data/catalogue.toml").read_text(encoding="utf-8")
    return set(_URL.findall(text))


def _texts() -> dict[str, str]:
    """Every committed text file."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True,
    ).stdout.split("\0")  # fmt: skip
    found = {}
    for name in filter(None, listed):
        data = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b"\0"
        if b"\0" not in data:
            found[name] = data.decode("utf-8", errors="replace")
    assert len(found) > 500
    return found


def offences(text: str, here: tuple[str, ...] = ()) -> set[str]:
    """Hosts and machine paths in a text, also when quotes cut them in two."""
    found: set[str] = set()
    for form in (text, re.sub(r"['\"]", "", text)):
        for host in [*_URL.findall(form), *_BARE.findall(form)]:
            known = any(host == one or host.endswith(f".{one}") for one in HOSTS)
            if not known and host not in _sources():
                found.add(host)
        found.update(_PATH.findall(form))
        found.update(place for place in here if place in form)
    return found


def test_no_machine_and_no_unknown_host_is_committed() -> None:
    here = tuple({str(ROOT), str(Path.home()), sys.prefix} - {"/", "/root", "/usr"})
    told = {name: sorted(offences(text, here)) for name, text in _texts().items()}
    assert {name: found for name, found in told.items() if found} == {}


@pytest.mark.parametrize(
    "text",
    [
        "see https://" + "packages.example-registry" + ".com/simple",
        "index = files.someregistry.o" + "rg",
        "grep 'files.some" + "''" + "registry.o" + "rg'",
        "cd /ho" + "me/ana/tisites",
        "cd '/ho" + "''" + "me/ana/tisites'",
        "C:\\Us" + "ers\\ana",
    ],
)  # fmt: skip
def test_what_must_be_found_is_found(text: str) -> None:
    assert offences(text)


def test_a_source_and_a_relative_path_are_no_offence() -> None:
    fine = "https://www.data.gouv.fr/a, ../shared/data, tests/work/x.py, problem.what.fr"
    assert offences(fine) == set()
