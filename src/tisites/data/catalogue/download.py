"""One file downloaded: resumed where it stopped, retried, whole or not at all."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.messages.version import installed_version

if TYPE_CHECKING:
    from pathlib import Path

    import requests

#: Seconds to connect, and between two pieces of an answer.
CONNECT_S, SILENCE_S = 15.0, 60.0
#: Answers after which trying again makes sense.
PASSING = frozenset({408, 425, 429, 500, 502, 503, 504})
CHUNK = 1 << 16


class TruncatedError(OSError):
    """An answer shorter than it said it would be."""


@dataclass(frozen=True, slots=True)
class Resuming:
    """A downloader for pooch that goes on where an earlier attempt stopped.

    Parameters
    ----------
    part : Path
        Where the beginning of the file is kept between attempts, and between runs.
    retries : int
        Attempts after the first.
    pause_s : float
        Seconds before the second attempt, doubled each time.
    silence_s : float
        Seconds without a byte after which an attempt is given up.
    progress : bool
        Whether to show a progress bar on standard error, where it is a terminal.
    """

    part: Path
    retries: int = 3
    pause_s: float = 1.0
    silence_s: float = SILENCE_S
    progress: bool = False

    def __call__(self, url: str, output_file: Any, pooch: Any) -> None:  # noqa: ARG002
        """Download ``url`` into ``output_file``; pooch then checks its hash."""
        import requests

        for attempt in range(self.retries + 1):
            try:
                self._attempt(url)
                break
            except requests.HTTPError as error:
                passing = error.response is not None and error.response.status_code in PASSING
                if not passing or attempt == self.retries:
                    raise
            except (requests.ConnectionError, requests.Timeout, TruncatedError):
                if attempt == self.retries:
                    raise
            time.sleep(self.pause_s * 2**attempt)
        whole = self.part.read_bytes() if hasattr(output_file, "write") else None
        if whole is None:
            self.part.replace(output_file)
        else:
            output_file.write(whole)
        self._forget()

    def _attempt(self, url: str) -> None:
        import requests
        from urllib3.exceptions import HTTPError, ReadTimeoutError

        headers = {"User-Agent": f"tisites/{installed_version()}", "Accept-Encoding": "identity"}
        mark = self._mark()
        if mark:
            start = self.part.stat().st_size
            headers |= {"Range": f"bytes={start}-", "If-Range": mark}
        try:
            with requests.get(
                url, headers=headers, stream=True, timeout=(CONNECT_S, self.silence_s)
            ) as answer:
                if answer.status_code == requests.codes.requested_range_not_satisfiable:
                    self._forget()
                    raise TruncatedError("the beginning kept is not of this file")
                answer.raise_for_status()
                self._receive(answer)
        except ReadTimeoutError as error:
            raise requests.ReadTimeout(str(error)) from error
        except HTTPError as error:
            raise TruncatedError(str(error)) from error

    def _receive(self, answer: requests.Response) -> None:
        going_on = answer.status_code == 206 and self.part.is_file()
        start = self.part.stat().st_size if going_on else 0
        length = answer.headers.get("Content-Length")
        total = start + int(length) if length and length.isdigit() else None
        self.part.parent.mkdir(parents=True, exist_ok=True)
        mark = answer.headers.get("ETag") or answer.headers.get("Last-Modified") or ""
        if not mark.startswith("W/"):  # a weak mark does not promise the same bytes
            self._marked().write_text(mark, encoding="utf-8", newline="\n")
        with self.part.open("ab" if going_on else "wb") as stream, self._bar(total, start) as bar:
            # What came is written as it comes: a break loses nothing of it.
            while piece := answer.raw.read1(CHUNK):
                stream.write(piece)
                bar.update(len(piece))
        got = self.part.stat().st_size
        if total is not None and got != total:
            raise TruncatedError(f"{got} bytes of {total}")

    def _bar(self, total: int | None, start: int) -> Any:
        from tqdm import tqdm

        name = self.part.stem
        return tqdm(
            total=total, initial=start, unit="B", unit_scale=True, desc=name, leave=False,
            disable=None if self.progress else True,
        )  # fmt: skip

    def _marked(self) -> Path:
        return self.part.with_suffix(".mark")

    def _mark(self) -> str:
        """Return what identifies the file that the kept beginning is of; empty: start afresh."""
        if not self.part.is_file() or not self.part.stat().st_size or not self._marked().is_file():
            return ""
        return self._marked().read_text(encoding="utf-8")

    def _forget(self) -> None:
        self.part.unlink(missing_ok=True)
        self._marked().unlink(missing_ok=True)
