"""Nothing that Windows lacks stands in a planner's path: looked for in the program's own trees."""

from __future__ import annotations

import ast
import subprocess
from pathlib import Path

import pytest

from tisites.run.files.names import parts_of

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/tisites"
MODULES = {"fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "posix", "syslog", "crypt"}
OF_OS = {
    "kill",
    "killpg",
    "fork",
    "forkpty",
    "setsid",
    "setpgid",
    "getpgid",
    "getuid",
    "geteuid",
    "getgid",
    "chown",
    "lchown",
    "mkfifo",
    "mknod",
    "uname",
    "sysconf",
    "wait",
    "waitpid",
    "nice",
    "sync",
    "statvfs",
    "symlink",
    "sched_getaffinity",
    "sched_setaffinity",
    "getloadavg",
    "posix_fallocate",
    "O_NOFOLLOW",
}
OF_SIGNAL = {
    "SIGKILL",
    "SIGHUP",
    "SIGUSR1",
    "SIGUSR2",
    "SIGALRM",
    "SIGCHLD",
    "SIGPIPE",
    "SIGSTOP",
    "SIGCONT",
    "alarm",
    "setitimer",
    "pause",
    "pthread_sigmask",
    "sigwait",
}
PLACES = ("/tmp", "/dev/", "/proc/", "/etc/", "/usr/", "/var/", "/bin/", "/home/", "~/")
#: Calls that are made on other systems only, behind a look at ``sys.platform``.
GUARDED = {
    ("solver/cbc_process.py", "send_signal"),
    ("web/jobs/child.py", "resource"), ("web/jobs/child.py", "getpgid"),
    ("web/jobs/child.py", "killpg"), ("web/jobs/child.py", "SIGKILL"),
    ("web/jobs/process.py", "killpg"), ("web/jobs/process.py", "SIGKILL"),
}  # fmt: skip


def faults(code: str, where: str = "x.py") -> list[str]:
    """What of a module Windows would refuse, or write otherwise, with its line."""
    tree = ast.parse(code)
    words = {
        id(node.value) for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }  # fmt: skip
    found = []
    for node in ast.walk(tree):
        why = ""
        if isinstance(node, ast.Import):
            why = ", ".join(n.name for n in node.names if n.name.split(".")[0] in MODULES)
        elif isinstance(node, ast.ImportFrom):
            named = {n.name for n in node.names}
            module = (node.module or "").split(".")[0]
            bad = {"os": OF_OS, "signal": OF_SIGNAL}.get(module, set())
            why = module if module in MODULES and not node.level else ", ".join(named & bad)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            bad = {"os": OF_OS, "signal": OF_SIGNAL}.get(node.value.id, set())
            why = node.attr if node.attr in bad else ""
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            told = node.value.startswith(PLACES) and id(node) not in words
            why = node.value if told and "\n" not in node.value else ""
        elif isinstance(node, ast.Call):
            why = _call(node)
        if why and (where, why) not in GUARDED:
            found.append(f"{where}:{node.lineno}: {why}")
    return found


def _call(node: ast.Call) -> str:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    owner = ast.unparse(node.func.value) if isinstance(node.func, ast.Attribute) else ""
    given = {keyword.arg for keyword in node.keywords}
    if None in given or owner.startswith(("os", "pyogrio", "archive", "self.archive")):
        return ""
    texts = [a.value for a in node.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
    binary = any("b" in mode for mode in texts)
    if name in ("symlink_to", "hardlink_to", "chmod", "send_signal"):
        return name
    if "preexec_fn" in given:
        return "preexec_fn"
    if name == "read_text" and not node.args and "encoding" not in given:
        return "read_text without encoding"
    if name == "write_text" and not {"encoding", "newline"} <= given:
        return "write_text without encoding and newline"
    if name == "open" and (texts or not node.args) and not binary and "encoding" not in given:
        return "open without encoding"
    if name == "to_csv" and node.args and "lineterminator" not in given:
        return "to_csv without lineterminator"
    if name in ("run", "Popen", "check_output") and given & {"text", "universal_newlines"}:
        return "" if "encoding" in given else "process without encoding"
    if name == "str" and "relative_to" in ast.unparse(node):
        return "a relative path with the system's separators"
    return ""


@pytest.mark.parametrize(
    "code",
    [
        "import fcntl", "from resource import setrlimit", "import os\nos.kill(1, 9)",
        "from os import fork", "import signal\nsignal.SIGKILL", "path.symlink_to(other)",
        "folder = '/tmp/tisites'", "open('a', 'w')", "path.read_text()",
        "path.write_text(words, encoding='utf-8')", "frame.to_csv(path)", "str(a.relative_to(b))",
        "subprocess.run(x, text=True)", "subprocess.Popen(x, preexec_fn=f)", "child.send_signal(2)",
    ],
)  # fmt: skip
def test_what_windows_lacks_is_seen(code: str) -> None:
    assert faults(code)


def test_the_program_asks_nothing_that_windows_lacks() -> None:
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        where = file.relative_to(SOURCE).as_posix()
        found += faults(file.read_text(encoding="utf-8"), where)
    assert found == []


def test_every_committed_name_can_be_a_file_on_windows_and_keeps_its_bytes() -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("not a checkout")
    names = [name for name in listed.stdout.decode("utf-8").split("\0") if name]
    for name in names:
        assert parts_of(name)
        assert len(name) < 180  # 260 with the folder of a clone
    assert len({name.lower() for name in names}) == len(names)
    lines = (ROOT / ".gitattributes").read_text(encoding="utf-8").splitlines()
    assert "* -text" in lines  # Git for Windows turns line ends, and packs are sealed
