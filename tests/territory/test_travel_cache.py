from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from tisites.territory import travel_cache
from tisites.territory.road_speeds import RoadSpeeds
from tisites.territory.roads import travel_times

PLAIN = RoadSpeeds()


@pytest.fixture
def trip(toy, to_degrees, tmp_path):
    """Three sites, one overseas, on a line of communes."""
    territory = toy(
        [(float(k), 0.0) for k in range(0, 60, 4)],
        [(float(k), 0.4) for k in range(60)],
        [(k, k + 1, 1.0) for k in range(59)],
    )
    lon, lat = to_degrees([0.0, 20.0, 50.0], [0.0, 0.0, 0.0])

    def run(cache=tmp_path / "cache", speeds=PLAIN, limit=40.0):
        return travel_times(
            territory, lon, lat, [0, 0, 3], limit_min=limit, speeds=speeds, cache=cache
        )

    return run


def same(a, b) -> bool:
    return (
        (a.minutes != b.minutes).nnz == 0
        and a.minutes.nnz == b.minutes.nnz
        and a.minutes.dtype == b.minutes.dtype
        and np.array_equal(a.reachable, b.reachable)
    )


def only_file(folder: Path) -> Path:
    (file,) = folder.iterdir()
    return file


def test_what_is_read_is_what_was_written(trip, tmp_path, monkeypatch):
    first = trip()
    assert only_file(tmp_path / "cache").suffix == ".travel"
    monkeypatch.setattr("tisites.territory.roads.times_from_nodes", None)  # must not compute
    again = trip()
    assert same(first, again)
    assert again.findings == ()


def test_without_cache_nothing_is_written(trip, tmp_path):
    assert same(trip(cache=None), trip())
    assert len(list(tmp_path.iterdir())) == 1  # by the second only


def test_every_parameter_is_in_the_name(trip, tmp_path):
    trip()
    trip(limit=41.0)
    trip(speeds=RoadSpeeds(local_max_km=14.0))
    assert len(list((tmp_path / "cache").iterdir())) == 3


def _truncate(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _noise(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04 not an archive" * 50)


def _flip(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 4] ^= 0xFF
    file.write_bytes(bytes(content))


def _longer(file: Path) -> None:
    file.write_bytes(file.read_bytes() + b"\0")


@pytest.mark.parametrize("spoil", [_truncate, _empty, _noise, _flip, _longer])
def test_a_damaged_file_is_told_and_computed_again(trip, tmp_path, spoil):
    first = trip()
    spoil(only_file(tmp_path / "cache"))
    second = trip()
    assert same(first, second)
    assert [finding.code for finding in second.findings] == ["travel_cache_damaged"]
    assert trip().findings == ()  # it was replaced


def test_a_folder_that_cannot_be_written_is_told(trip, tmp_path):
    (tmp_path / "cache").write_text("in the way", encoding="utf-8")
    found = trip()
    assert same(found, trip(cache=None))
    assert "travel_cache_not_written" in [finding.code for finding in found.findings]


def test_files_unused_for_longest_are_forgotten(tmp_path, monkeypatch):
    monkeypatch.setattr(travel_cache, "KEEP", 3)
    for k, key in enumerate("abc"):
        travel_cache.store(tmp_path, key, csr_array((1, 1)), {})
        os.utime(tmp_path / f"{key}.travel", (k, k))
    assert travel_cache.fetch(tmp_path, "a", ())[0] is not None  # every run reads it
    travel_cache.store(tmp_path, "d", csr_array((1, 1)), {})
    assert sorted(file.stem for file in tmp_path.iterdir()) == ["a", "c", "d"]


def test_the_planners_folder_can_be_moved(monkeypatch, tmp_path):
    monkeypatch.setenv(travel_cache.ENVIRONMENT, str(tmp_path))
    assert travel_cache.cache_folder("user") == tmp_path / "travel"
    assert travel_cache.cache_folder(None) is None
    monkeypatch.delenv(travel_cache.ENVIRONMENT)
    assert travel_cache.default_cache().name == "travel"
