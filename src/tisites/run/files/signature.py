"""Who vouches for a run: an ed25519 signature over its seal, in ``signature.json``.

A seal can be made again by anyone; a signature only by who holds the key. What it says is that
this key signed these files; whose the key is, its owner's fingerprint tells by another way.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tisites.data.fingerprint import fingerprint
from tisites.data.strict_json import strict_json
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.run.files.folder import SIGNATURE
from tisites.run.files.seal import sealed_files

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tisites.messages.errors import BadInputError

FORMAT, _SCHEME = 1, "ed25519"
#: Hexadecimal digits of a fingerprint: 128 bits.
_DIGITS = 32


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """What is signed.

    Parameters
    ----------
    run : str
        Full hash of the run.
    seal : str
        Hash of what the seal tells of every file.
    author : str
        The name that the signer gives; the key vouches for it, nobody else.
    overrides : int
        Entries of the audit log when it was signed.
    head : str
        Hash of the last of them; empty without one.
    """

    run: str
    seal: str
    author: str
    overrides: int
    head: str

    def message(self) -> bytes:
        """Return the bytes that are signed: never those of another kind of file."""
        return f"tisites signed run {FORMAT}\n{fingerprint(asdict(self))}\n".encode()


@dataclass(frozen=True, slots=True)
class Signature:
    """A signature that holds: who says to have signed, and the fingerprint of the key."""

    author: str
    fingerprint: str
    overrides: int


def make_key(path: Path) -> str:
    """Write a new private key that only its owner may read; return the fingerprint.

    Raises
    ------
    BadInputError
        If the file is there already, or cannot be written.
    """
    keys, serialization = _library()
    key = keys.Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    try:
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    except OSError as error:
        what = Text(f"clé impossible à écrire ({error})", f"key cannot be written ({error})")
        remedy = Text("donner un autre nom de fichier", "give another file name")
        raise bad_input(what, remedy, Where(str(path))) from error
    with os.fdopen(handle, "wb") as stream:
        stream.write(text)
    return _fingerprint(_raw(key.public_key(), serialization))


def signed(folder: Path, run: str, key: Path, author: str, hashes: Sequence[str]) -> str:
    """Return the contents of ``signature.json`` for a run that is as it was written.

    Parameters
    ----------
    folder : Path
        The run.
    run : str
        Its full hash.
    key : Path
        Private key, as :func:`make_key` writes it.
    author : str
        Name to sign with.
    hashes : sequence of str
        Hashes of the entries of the audit log.
    """
    keys, serialization = _library()
    if not author or re.search(r"[\x00-\x1f\x7f-\x9f]", author):
        what = Text("un nom d'auteur est attendu", "the name of an author is due")
        raise bad_input(what, Text('--author "Mme Durand"', '--author "Ms Durand"'))
    try:
        private = serialization.load_pem_private_key(key.read_bytes(), password=None)
        if not isinstance(private, keys.Ed25519PrivateKey):
            raise TypeError("not ed25519")
    except (OSError, ValueError, TypeError) as error:
        what = Text(f"clé privée illisible ({error})", f"unreadable private key ({error})")
        remedy = Text("en faire une : tisites runs keygen", "make one: tisites runs keygen")
        raise bad_input(what, remedy, Where(str(key))) from error
    head = hashes[-1] if hashes else ""
    statement = SignedStatement(run, seal_sha256(folder), author, len(hashes), head)
    content = {
        "format": FORMAT,
        "scheme": _SCHEME,
        "statement": asdict(statement),
        "key": _raw(private.public_key(), serialization).hex(),
        "signature": private.sign(statement.message()).hex(),
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def signature_of(folder: Path, run: str, hashes: Sequence[str]) -> Signature | None:
    """Return the signature of a run, ``None`` for one that is not signed.

    Parameters
    ----------
    folder : Path
        The run.
    run : str
        Its full hash.
    hashes : sequence of str
        Hashes of the entries of its audit log here: those that were signed come first.

    Raises
    ------
    BadInputError
        If there is a signature that does not hold, or no library to check it.
    """
    path = folder / SIGNATURE
    if not path.exists() and not path.is_symlink():
        return None
    keys, _ = _library()
    from cryptography.exceptions import InvalidSignature

    try:
        statement, key, signature = _read(strict_json(path.read_text(encoding="utf-8")))
        keys.Ed25519PublicKey.from_public_bytes(key).verify(signature, statement.message())
    except InvalidSignature as error:
        raise _wrong(path, Text("la signature est fausse", "the signature is wrong")) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _wrong(path, Text("signature illisible", "unreadable signature")) from error
    count = statement.overrides
    same_log = 0 <= count <= len(hashes) and (hashes[count - 1] if count else "") == statement.head
    if statement.run != run or statement.seal != seal_sha256(folder) or not same_log:
        what = Text(
            "cette signature est celle d'un autre résultat, ou d'autres corrections",
            "this signature is that of another run, or of other overrides",
        )
        raise _wrong(path, what)
    return Signature(statement.author, _fingerprint(key), count)


def seal_sha256(folder: Path) -> str:
    """Return the hash of what a seal tells, however its file is laid out."""
    return fingerprint({"files": sealed_files(folder)})


def same_fingerprint(one: str, two: str) -> bool:
    """Whether two fingerprints are one, spaces and case apart.

    Examples
    --------
    >>> same_fingerprint("AB12 cd34", "ab12cd34")
    True
    """
    return re.sub(r"\s", "", one).lower() == re.sub(r"\s", "", two).lower()


def _read(content: Mapping[str, Any]) -> tuple[SignedStatement, bytes, bytes]:
    if content["format"] != FORMAT or content["scheme"] != _SCHEME:
        raise ValueError("unknown signature")
    told = content["statement"]
    words = {name: str(told[name]) for name in ("run", "seal", "author", "head")}
    if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", words["author"]):
        raise ValueError("author")
    statement = SignedStatement(overrides=int(told["overrides"]), **words)
    return statement, bytes.fromhex(content["key"]), bytes.fromhex(content["signature"])


def _raw(key: Any, serialization: Any) -> bytes:
    return bytes(key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw))


def _fingerprint(key: bytes) -> str:
    digits = hashlib.sha256(key).hexdigest()[:_DIGITS]
    return " ".join(digits[k : k + 4] for k in range(0, _DIGITS, 4))


def _library() -> tuple[Any, Any]:
    try:
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ed25519
    except ImportError as error:
        what = Text(
            "les signatures demandent la bibliothèque « cryptography »",
            "signatures need the library 'cryptography'",
        )
        remedy = Text("pip install 'tisites[sign]'", "pip install 'tisites[sign]'")
        raise bad_input(what, remedy) from error
    return ed25519, serialization


def _wrong(path: Path, what: Text) -> BadInputError:
    remedy = Text(
        "demander l'export à son auteur, par une voie sûre",
        "ask its author for the export, by a safe way",
    )
    return bad_input(what, remedy, Where(str(path)))
