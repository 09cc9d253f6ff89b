"""The hash of the code that decides an answer."""

from pathlib import Path


def test_every_room_that_decides_is_there():
    import tisites
    from tisites.data.fingerprint import DECIDING

    for room in DECIDING:  # a room that moved would silently leave the hash
        assert list((Path(tisites.__file__).parent / room).glob("*.py")), room
