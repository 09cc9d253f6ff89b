"""How the workbench is served: where it works, on which packs, for whom, within which bounds."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

#: Folder of drafts, jobs, uploads and results inside a workspace.
STATE = "atelier"
LOOPBACK = ("127.0.0.1", "::1", "localhost")
#: A manifest makes a folder a data pack.
MANIFEST = "manifest.json"
#: A token that can be guessed is none.
LEAST_TOKEN = 24


class User(BaseModel):
    """Somebody who may use the workbench.

    Parameters
    ----------
    name : str
        Names the workspace too, unless told.
    role : {"reader", "planner"}
        A reader looks; a planner changes and solves.
    token : str
        Secret, of 24 characters or more.
    workspace : str
        Folder shared with others of the same name; the user's own otherwise.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
    role: Literal["reader", "planner"] = "planner"
    token: Annotated[str, Field(min_length=LEAST_TOKEN, max_length=512)]
    workspace: Annotated[str, Field(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,63})?$")] = ""


class Bounds(BaseModel):
    """What a server takes before it says no.

    Parameters
    ----------
    upload_mb : int
        Largest file that a planner may send, MB.
    workspace_mb : int
        Most that the uploads of a workspace hold together, MB.
    body_kb : int
        Largest other body, kB.
    queue, queue_each : int
        Jobs that wait, of all and of one workspace.
    at_work : int
        Jobs at work at once.
    processes : int
        Processes kept with their data in memory.
    job_minutes : float, optional
        A job is stopped after so long, with the best answer so far; never by default.
    memory_mb : int, optional
        Most memory that a process may take, MB, where the system can hold it to that.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    upload_mb: int = Field(default=200, ge=1)
    workspace_mb: int = Field(default=2000, ge=1)
    body_kb: int = Field(default=512, ge=1)
    queue: int = Field(default=40, ge=1)
    queue_each: int = Field(default=12, ge=1)
    at_work: int = Field(default=2, ge=1)
    processes: int = Field(default=3, ge=1)
    job_minutes: float | None = Field(default=None, gt=0)
    memory_mb: int | None = Field(default=None, ge=256)


@dataclass(frozen=True)
class ServerSettings:
    """How the workbench is served.

    Parameters
    ----------
    root : Path
        Folder of the single local user; the workspaces of several users lie under it.
    packs : mapping of str to Path
        Data packs beside the demonstration, by key.
    host, port
        Where it listens.
    users : tuple of User
        Of a token file; empty for the single local user, or behind a proxy.
    behind_proxy : bool
        Whether a proxy says who asks (``X-Remote-User``, ``X-Remote-Role``).
    proxies : tuple of str
        Addresses that the proxy may speak from.
    names : tuple of str
        Names under which others reach the server, checked in ``Host``.
    bounds : Bounds
        What it takes.
    static : Path
        The built page.
    """

    root: Path = field(default_factory=Path)
    packs: Mapping[str, Path] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int = 8765
    users: tuple[User, ...] = ()
    behind_proxy: bool = False
    proxies: tuple[str, ...] = ("127.0.0.1", "::1")
    names: tuple[str, ...] = ()
    bounds: Bounds = field(default_factory=Bounds)
    static: Path = field(default_factory=lambda: Path(__file__).resolve().parent / "static")

    @property
    def local(self) -> bool:
        """Whether it serves the single user of this machine."""
        return not self.users and not self.behind_proxy

    @property
    def hosts(self) -> frozenset[str]:
        """Names and addresses that ``Host`` may hold, lower case, without port."""
        import socket

        known = {*LOOPBACK, *self.names}
        if not is_loopback(self.host):
            known |= {self.host, socket.gethostname(), socket.getfqdn()}
        return frozenset(name.lower() for name in known) - {"0.0.0.0", "::"}


def checked(settings: ServerSettings) -> ServerSettings:
    """Refuse to serve others without knowing who they are.

    Raises
    ------
    BadInputError
        If the address is not loopback and there is neither a token file nor a proxy.
    """
    if settings.local and not is_loopback(settings.host):
        raise bad_input(
            Text("cette adresse est ouverte à d'autres machines, sans authentification",
                 "this address is open to other machines, without authentication"),
            Text("ajouter --token-file FICHIER ou --behind-proxy (voir docs/fr/serveur.md),"
                 " ou retirer --host",
                 "add --token-file FILE or --behind-proxy (docs/fr/serveur.md), or drop --host"),
            Where("--host", value=settings.host),
        )  # fmt: skip
    if settings.users and settings.behind_proxy:
        raise bad_input(
            Text("deux manières de dire qui demande", "two ways to tell who asks"),
            Text("choisir --token-file ou --behind-proxy", "choose --token-file or --behind-proxy"),
            Where("--behind-proxy"),
        )
    return settings


def is_loopback(host: str) -> bool:
    """Whether an address is this machine's own, reached by nobody else.

    Examples
    --------
    >>> is_loopback("127.0.0.1"), is_loopback("localhost"), is_loopback("0.0.0.0")
    (True, True, False)
    """
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def read_users(path: Path) -> tuple[User, ...]:
    """Read a token file: TOML, one ``[[user]]`` a person.

    Raises
    ------
    BadInputError
        If it cannot be read, names nobody, or gives a name or a token twice.
    """
    from tisites.model.load import read_toml

    told = read_toml(path)
    try:
        users = tuple(User.model_validate(one) for one in _listed(told, path))
    except ValidationError as error:
        from tisites.web.refusals import body_problems

        # values are secrets: they are not said again
        found = [Problem(p.what, p.remedy, Where(str(path), column=p.where.column))
                 for p in body_problems(error.errors())]  # fmt: skip
        raise BadInputError(found) from error
    for field_ in ("name", "token"):
        seen = [getattr(user, field_) for user in users]
        if len(set(seen)) < len(seen):
            raise bad_input(
                Text(f"« {field_} » est donné deux fois", f"'{field_}' is given twice"),
                Text("un nom et un jeton par personne", "one name and one token a person"),
                Where(str(path), column=f"user.{field_}"),
            )
    return users


def _listed(told: Mapping[str, object], path: Path) -> Sequence[object]:
    users = told.get("user")
    if isinstance(users, list) and users and set(told) == {"user"}:
        return users
    raise bad_input(
        Text("ce fichier de jetons ne nomme personne", "this token file names nobody"),
        Text('écrire [[user]] name = "marie", role = "planner", token = "…" (24 signes au moins)',
             'write [[user]] name = "marie", role = "planner", token = "…" (24 characters)'),
        Where(str(path), column="user"),
    )  # fmt: skip


def packs_in(root: Path, named: Sequence[Path] = ()) -> dict[str, Path]:
    """Return the packs that a server knows: those named, then those under ``packs/``.

    Raises
    ------
    BadInputError
        If a folder that was named is no pack.
    """
    found: dict[str, Path] = {}
    for folder in named:
        if not (folder / MANIFEST).is_file():
            raise bad_input(
                Text("ce dossier n'est pas un paquet de données", "this folder is no data pack"),
                Text("donner un dossier fait par tisites data build ou data pull",
                     "give a folder made by tisites data build or data pull"),
                Where("--data", value=str(folder)),
            )  # fmt: skip
        found.setdefault(folder.resolve().name, folder.resolve())
    shelf = root / "packs"
    if shelf.is_dir():
        for folder in sorted(shelf.iterdir()):
            if (folder / MANIFEST).is_file():
                found.setdefault(folder.name, folder.resolve())
    found.pop("demo", None)
    return found
