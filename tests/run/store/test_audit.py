"""The audit log: every sort of tampering shows, and no entry of two writers is lost."""

from __future__ import annotations

import json
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tisites.messages.errors import BadInputError
from tisites.run.store.audit import Head, entry_line, first_tampering, head_of
from tisites.run.store.audit_log import AuditLog

RUN = "ab" * 32


def chain(n: int) -> list[str]:
    lines: list[str] = []
    for k in range(n):
        lines.append(entry_line(RUN, lines, {"author": f"a{k}", "reason": "é"}))
    return lines


def found(lines, head):
    told = first_tampering(RUN, lines, head)
    return None if told is None else (told.line, told.kind)


def forged(line: str, **changes) -> str:
    """Return a line changed by someone who knows how hashes are made."""
    content = {k: v for k, v in json.loads(line).items() if k not in ("n", "previous", "sha256")}
    again = entry_line(RUN, [], {**content, **changes})
    entry = json.loads(again)
    old = json.loads(line)
    entry = {**entry, "n": old["n"], "previous": old["previous"]}
    import hashlib

    rest = {k: v for k, v in entry.items() if k != "sha256"}

    def text(e):
        return json.dumps(e, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

    return text({**rest, "sha256": hashlib.sha256(text(rest).encode()).hexdigest()})


def test_a_log_as_written_is_sound():
    for n in range(4):
        assert found(chain(n), head_of(RUN, chain(n))) is None
    assert found([], None) is None


def test_every_sort_of_tampering_names_its_line():
    lines, head = chain(5), head_of(RUN, chain(5))
    edited = [*lines[:2], lines[2].replace('"a2"', '"zz"'), *lines[3:]]
    assert found(edited, head) == (3, "edited")
    rewritten = [*lines[:2], forged(lines[2], author="zz"), *lines[3:]]
    assert found(rewritten, head) == (3, "rewritten")
    assert found([*lines[:4], forged(lines[4], author="zz")], head) == (5, "rewritten")
    assert found([*lines[:2], *lines[3:]], head) == (3, "missing")
    assert found([lines[0], lines[2], lines[1], *lines[3:]], head) == (2, "reordered")
    assert found(lines[:3], head) == (4, "truncated")
    assert found([*lines, entry_line(RUN, lines, {"author": "x"})], head) == (6, "added")
    assert found([*lines[:2], "{", *lines[2:]], head) == (3, "unreadable")
    assert found([*lines[:2], "", *lines[2:]], head) == (3, "unreadable")
    assert found([lines[0] + " ", *lines[1:]], head) == (1, "unreadable")
    assert found([*lines, lines[-1]], head) == (6, "missing")
    assert found([], head) == (0, "no_log")
    assert found(lines, None) == (0, "no_head")
    other = [entry_line("other", [], {"author": "x"})]
    assert found(other, head_of("other", other)) == (1, "edited")


@given(st.integers(1, 6), st.data())
def test_no_byte_can_change_unnoticed(n, data):
    lines, head = chain(n), head_of(RUN, chain(n))
    k = data.draw(st.integers(0, n - 1))
    at = data.draw(st.integers(0, len(lines[k]) - 1))
    letter = data.draw(st.characters(codec="utf-8").filter(lambda c: c != lines[k][at]))
    changed = [*lines[:k], lines[k][:at] + letter + lines[k][at + 1 :], *lines[k + 1 :]]
    told = first_tampering(RUN, changed, head)
    assert told is not None
    assert told.line in (k, k + 1)


@given(st.permutations(range(5)), st.integers(0, 5))
def test_only_the_whole_log_in_order_is_sound(order, keep):
    lines, head = chain(5), head_of(RUN, chain(5))
    shown = [lines[k] for k in order][:keep]
    assert (found(shown, head) is None) == (shown == lines)


def test_what_is_appended_is_read_again(tmp_path):
    log = AuditLog(tmp_path, RUN)
    assert log.entries() == []
    for k in range(3):
        assert log.append({"author": "a", "reason": f"r{k}"})["n"] == k + 1
    assert [e["reason"] for e in log.entries()] == ["r0", "r1", "r2"]
    assert log.head() == Head(3, log.entries()[-1]["sha256"])
    kept = {p.name for p in log.file.parent.iterdir() if p.suffix != ".lock"}
    assert kept == {log.file.name, log.head_file.name}


def test_nothing_is_appended_to_a_tampered_log(tmp_path):
    log = AuditLog(tmp_path, RUN)
    log.append({"author": "a", "reason": "r"})
    log.append({"author": "b", "reason": "r"})
    text = log.file.read_text(encoding="utf-8").replace('"a"', '"c"')
    log.file.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(BadInputError, match="ligne 1 modifiée"):
        log.append({"author": "d", "reason": "r"})
    assert log.file.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("written", ["nothing", "half", "whole"])
def test_a_writer_that_dies_leaves_a_sound_log(tmp_path, written):
    log = AuditLog(tmp_path, RUN)
    log.append({"author": "a"})
    before = log.head()
    line = entry_line(RUN, log.lines(), {"author": "b"})
    log._tell(Head(before.entries, before.sha256, json.loads(line)["sha256"]))
    with log.file.open("ab") as stream:
        stream.write({"nothing": "", "half": line[:30], "whole": f"{line}\n"}[written].encode())
    assert log.tampering() is None
    log.append({"author": "c"})
    authors = [entry["author"] for entry in log.entries()]
    assert authors == (["a", "b", "c"] if written == "whole" else ["a", "c"])


def test_half_a_line_that_nobody_announced_is_tampering(tmp_path):
    log = AuditLog(tmp_path, RUN)
    log.append({"author": "a"})
    with log.file.open("ab") as stream:
        stream.write(b'{"half"')
    assert log.tampering().kind == "unreadable"


def test_threads_lose_no_entry(tmp_path):
    log = AuditLog(tmp_path, RUN)
    threads = [
        threading.Thread(target=lambda k=k: log.append({"author": f"t{k}"})) for k in range(12)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {entry["author"] for entry in log.entries()} == {f"t{k}" for k in range(12)}


def test_processes_lose_no_entry(tmp_path):
    code = (
        "import sys; from pathlib import Path; from tisites.run.store.audit_log import AuditLog\n"
        f"log = AuditLog(Path(sys.argv[1]), '{RUN}')\n"
        "for k in range(10): log.append({'author': sys.argv[2], 'k': k})"
    )
    both = [
        subprocess.Popen([sys.executable, "-c", code, str(tmp_path), name]) for name in ("a", "b")
    ]
    assert [process.wait(timeout=60) for process in both] == [0, 0]
    entries = AuditLog(tmp_path, RUN).entries()
    for name in ("a", "b"):
        assert [e["k"] for e in entries if e["author"] == name] == list(range(10))
