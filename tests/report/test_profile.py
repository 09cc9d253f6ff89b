"""Nothing confidential is in any file of a public report, whatever its format."""

from __future__ import annotations

import json
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisites.messages.typography import plain
from tisites.report.document import (
    Column,
    Confidential,
    Document,
    Fact,
    Figure,
    Said,
    Section,
    Table,
)
from tisites.report.media.files import write_document
from tisites.report.media.kept import document_of, kept_text
from tisites.report.media.record import document_again, record
from tisites.report.profile import TOLD, for_profile, is_confidential, public_fields

#: Each kind of place where a document can hold a secret has one of its own.
SECRETS = tuple(f"SECRET{k:02d}" for k in range(19))


@dataclass(frozen=True)
class Kept:
    site: str
    proprietaire: str


def secretive() -> Document:
    s = iter(SECRETS)
    columns = (
        Column("site_id", "Site"),
        Column("owner", "Propriétaire"),
        Column("agreed", "Accord", confidential=True),
        Column("use", "Usage"),
        Column("prix_vente", "Prix"),
        Column("score", "Score", "", 1, "right"),
    )
    rows = (
        ("A1", next(s), next(s), Confidential(next(s)), next(s), 12.5),
        ("B2", next(s), None, Said(next(s), Confidential(next(s))), 2.0, None),
    )
    table = Table("sites", "Sites", columns, rows, group="owner")
    part = Document("part", "Partie", (Section("P", (Confidential(next(s)), "Dit.")),))
    section = Section(
        "Ce qui se lit",
        ("Une phrase.", Confidential(next(s))),
        (
            Fact("Vendeur", next(s), True),
            Fact("Acheteur", Confidential(next(s))),
            Fact("À", "lire"),
        ),
        (Confidential(next(s)), "un point"),
        (table, Table("negotiation", "T", (Column("a", "A"),), ((next(s),),), confidential=True)),
        (Figure("secret.png", next(s), confidential=True), Figure("map.png", "carte")),
    )
    return Document(
        "study", "Titre", (section, Section(next(s), confidential=True)),
        ("La réponse.", Confidential(next(s))), (), {
            "value": 1.0, "owner": next(s), "agreed": "SECRETS", "by_site": [{"prix": next(s)}],
            "kept": Kept("A1", next(s)),
        }, (part,),
    )  # fmt: skip


def draw(folder: Path) -> None:
    from PIL import Image

    for name in ("map.png", "secret.png"):
        Image.new("RGB", (4, 4)).save(folder / name, "PNG")


def bytes_of(path: Path) -> bytes:
    """Everything a file holds, unpacked."""
    if not zipfile.is_zipfile(path):
        return path.read_bytes()
    with zipfile.ZipFile(path) as packed:
        return b"\n".join(packed.read(name) for name in packed.namelist())


def test_no_secret_is_left_in_any_medium_and_the_rest_is(tmp_path: Path):
    whole, public = secretive(), for_profile(secretive(), "public")
    write_document(public, tmp_path / "public", draw)
    write_document(whole, tmp_path / "internal", draw)
    told = b"".join(bytes_of(p) for p in sorted((tmp_path / "internal").iterdir()))
    assert [s for s in SECRETS if s.encode() not in told] == []  # each is told somewhere
    for path in sorted((tmp_path / "public").iterdir()):
        assert b"SECRET" not in bytes_of(path), path.name
    page = plain((tmp_path / "public/study.md").read_text(encoding="utf-8"))
    for words in ("Une phrase.", "lire", "un point", "A1", "B2", "12,5", "La réponse.", TOLD.fr):
        assert words in page
    assert TOLD.fr not in (tmp_path / "internal/study.md").read_text(encoding="utf-8")


def test_what_has_no_secret_is_the_same_for_both():
    plain = Document("d", "D", (Section("S", ("A.",)),), data={"value": (1.0, float("nan"))})
    assert for_profile(plain, "public") is plain
    assert for_profile(secretive(), "internal") == secretive()


def test_a_public_document_is_public_once_for_all():
    once = for_profile(secretive(), "public")
    assert for_profile(once, "public") == once


def test_what_is_confidential_is_still_so_when_a_document_is_read_again():
    whole = replace(secretive(), data={"value": 1.0}, parts=())
    assert document_again(json.loads(record(whole))) == whole
    assert document_of(kept_text(whole)) == replace(whole, data={})
    assert "SECRET" not in record(for_profile(document_again(json.loads(record(whole))), "public"))


@given(
    st.recursive(
        st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["owner", "prix", "a", "Observations", "ha"]), inner)
        ),
        max_leaves=12,
    )
)
def test_no_key_of_that_kind_survives_at_any_depth(data: object):
    told = record(for_profile(Document("d", "D", (), data={"all": data}), "public"))
    assert not any(f'"{key}"' in told for key in ("owner", "prix", "Observations"))


@pytest.mark.parametrize("key", ["Prix de vente (€)", "prix_ttc", "proprio_nom", "Propriétaire",
                                 "owners", "Observations", "E-mail", "contact_tel", "asking_price",
                                 "Commentaire interne", "price_eur"])  # fmt: skip
def test_names_that_planners_give_are_known(key: str):
    assert is_confidential(key)
    assert public_fields(["id", key], "public") == ["id"]
    assert public_fields(["id", key], "internal") == ["id", key]


def test_no_field_of_a_site_that_decides_is_confidential():
    """Criteria and their labels must stay: a public choice is explained by them."""
    from tisites.criteria.indicators import indicator_names

    assert [name for name in indicator_names() if is_confidential(name)] == []
