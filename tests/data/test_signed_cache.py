"""What another wrote into the cache is never unpickled; what changed is made again."""

import os
import pickle
import stat

import pytest

from tisites.data import signed_cache
from tisites.data.cache import keep
from tisites.data.signed_cache import keep_signed_object, signed_object


class Trap:
    """Leaves a mark when it is unpickled."""

    def __init__(self, mark):
        self.mark = mark

    def __reduce__(self):
        return (open, (str(self.mark), "w"))


@pytest.fixture
def mine(tmp_path, monkeypatch):
    monkeypatch.setenv(signed_cache.SECRET_ENVIRONMENT, str(tmp_path / "secret"))
    signed_cache._secret.cache_clear()
    yield tmp_path
    signed_cache._secret.cache_clear()


def test_an_object_comes_back(mine):
    keep_signed_object(mine / "a.step", {"a": [1, None, "é"]}, 3)
    assert signed_object(mine / "a.step") == {"a": [1, None, "é"]}
    assert signed_object(mine / "b.step") is None
    if os.name == "posix":
        assert stat.S_IMODE((mine / "secret" / "cache.key").stat().st_mode) == 0o600


def test_what_another_wrote_is_not_run(mine):
    mark, path = mine / "mark", mine / "a.step"
    trap = signed_cache._packed(pickle.dumps(Trap(mark)))
    for forged in (trap, b"\0" * 32 + trap):
        keep(path, forged, 3)
        assert signed_object(path) is None
    keep_signed_object(mine / "other.step", Trap(mark), 3)  # signed, under another name
    (mine / "other.step").replace(path)
    assert signed_object(path) is None
    keep_signed_object(path, 1, 3)
    content = bytearray(path.read_bytes())
    for at in range(0, len(content), 7):
        spoiled = content.copy()
        spoiled[at] ^= 1
        path.write_bytes(spoiled)
        assert signed_object(path) is None
    assert not mark.exists()


def test_another_users_secret_opens_nothing(mine, monkeypatch):
    keep_signed_object(mine / "a.step", 1, 3)
    monkeypatch.setenv(signed_cache.SECRET_ENVIRONMENT, str(mine / "other"))
    signed_cache._secret.cache_clear()
    assert signed_object(mine / "a.step") is None


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_a_secret_that_others_read_is_none(mine):
    keep_signed_object(mine / "a.step", 1, 3)
    (mine / "secret" / "cache.key").chmod(0o644)
    signed_cache._secret.cache_clear()
    assert signed_object(mine / "a.step") is None
    keep_signed_object(mine / "b.step", 1, 3)
    assert not (mine / "b.step").exists()


def test_only_the_newest_stay(mine):
    for k in range(5):
        keep_signed_object(mine / f"{k}.step", k, 2)
        os.utime(mine / f"{k}.step", (k, k))
    assert sorted(p.name for p in mine.glob("*.step")) == ["3.step", "4.step"]
