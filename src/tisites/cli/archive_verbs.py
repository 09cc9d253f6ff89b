"""What ``tisites runs export``, ``import`` and ``keygen`` do: call the store, print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from tisites.cli.console import make_console
from tisites.messages.text import Text, number
from tisites.report.origin import deep_words, origin_words
from tisites.run.read.stored import open_run
from tisites.run.store.reference import resolve_run
from tisites.run.store.store import Store

if TYPE_CHECKING:
    from pathlib import Path


def export_verb(reference: str, file: Path, key: Path | None, author: str) -> int:
    """Write a run as one file, signed if a key is given."""
    from tisites.run.store.export import Signer, export_run

    signer = None if key is None else Signer(key, author)
    export_run(open_run(resolve_run(reference)), file, Store(), signer)
    size = number(file.stat().st_size / 1e6, 1)
    _say(Text(f"Exporté dans {file} ({size} Mo)", f"Exported to {file} ({size} MB)"))
    return 0


def import_verb(file: Path, signed_by: str | None) -> int:
    """Put an exported run into the store, and say what was checked of it and what was not."""
    from tisites.run.store.archive import import_run

    store = Store()
    taken = import_run(file, store, signed_by)
    folder = taken.run.folder
    if taken.already:
        _say(Text(f"Déjà rangé dans {folder} : rien n'y a été touché",
                  f"Already in {folder}: nothing of it was touched"))  # fmt: skip
    else:
        _say(Text(f"Rangé dans {folder}, tel qu'exporté", f"Put in {folder}, as exported"))
    for line in [*origin_words(taken.run, store), *deep_words(taken.run)]:
        make_console().print(Line(f"  {line}"))
    return 0


def keygen_verb(file: Path) -> int:
    """Make a private key and tell its fingerprint."""
    from tisites.run.files.signature import make_key

    print_of = make_key(file)
    _say(Text(f"Clé privée dans {file}, à garder pour soi", f"Private key in {file}, keep it"))
    _say(Text(f"Empreinte à faire connaître : {print_of}", f"Fingerprint to tell: {print_of}"))
    return 0


def _say(text: Text) -> None:
    make_console().print(Line(str(text)))
