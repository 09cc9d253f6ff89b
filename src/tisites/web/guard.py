"""Who may ask what: Host, Origin, identity, role, CSRF, sizes; headers of every answer."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from tisites.data.lock import locked
from tisites.messages.errors import Where
from tisites.messages.text import LANGUAGES, Language, Text, speak
from tisites.web.refusals import RefusedError, problems_body, status_of

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from tisites.web.contract import Role
    from tisites.web.settings import ServerSettings

COOKIE, CSRF = "tisites", "x-tisites-csrf"
API = "/api/v1/"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})
#: Nothing but the server's own files; pictures that the page makes itself are data or blobs.
POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; style-src 'self'; script-src 'self';"
    " object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
#: Documents that jobs made are shown with their own styles, and run nothing.
DOCUMENT_POLICY = "default-src 'none'; img-src 'self' data:; style-src 'unsafe-inline'; sandbox"
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks.

    Parameters
    ----------
    name : str
        Empty for the single local user.
    role : {"reader", "planner"}
        What may be done.
    workspace : str
        Name of the workspace; empty for the folder that the server runs in.
    """

    name: str
    role: Role
    workspace: str


class Guard:
    """Checks every request before a route sees it; an ASGI middleware.

    Parameters
    ----------
    app : ASGIApp
        What is guarded.
    settings : ServerSettings
        Who may come in.
    secret : bytes
        Signs sessions and CSRF tokens.
    """

    def __init__(self, app: ASGIApp, settings: ServerSettings, secret: bytes) -> None:
        self.app, self.settings, self.secret = app, settings, secret
        self.hosts = settings.hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it in words."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        speak(_language(scope, headers))
        try:
            self._check_place(scope, headers)
            asker = None
            if scope["path"].startswith(API) and not _is_login(scope):
                asker = self._asker(scope, headers)
                self._check_write(scope, headers, asker)
            scope.setdefault("state", {})["asker"] = asker
            receive = self._bounded(scope, headers, receive)
        except RefusedError as error:
            await _refuse(error, send)
            return
        await self.app(scope, receive, _with_headers(send))

    def csrf(self, asker: Asker) -> str:
        """Return what the page sends back with each write."""
        return _signed(self.secret, f"csrf {asker.name}")

    def session(self, name: str) -> str:
        """Return the cookie of a user who showed a token."""
        token = next(user.token for user in self.settings.users if user.name == name)
        return f"{name}:{_signed(self.secret, f'session {name} {token}')}"

    def user_of(self, token: str) -> str | None:
        """Return the name of the user of a token; compared in constant time."""
        found = None
        for user in self.settings.users:
            if hmac.compare_digest(user.token.encode(), token.encode("utf-8", "replace")):
                found = user.name
        return found

    def _check_place(self, scope: Scope, headers: Headers) -> None:
        """Refuse other names (DNS rebinding) and pages of other servers."""
        host = _name_of(headers.get("host", ""))
        if host not in self.hosts:
            what = Text("ce serveur ne répond pas sous ce nom", "this server has not that name")
            remedy = Text("employer l'adresse que tisites serve a donnée (--name)",
                          "use the address that tisites serve printed (--name)")  # fmt: skip
            raise RefusedError(
                403, what, remedy, Where("Host", value=headers.get("host", "")[:120])
            )
        origin = headers.get("origin")
        foreign = origin is not None and urlsplit(origin).netloc.lower() != headers["host"].lower()
        crossed = headers.get("sec-fetch-site") in ("cross-site", "same-site")
        if foreign or (crossed and scope["path"].startswith(API)):
            what = Text("demande faite par la page d'un autre serveur",
                        "asked by a page of another server")  # fmt: skip
            remedy = Text("passer par la page de ce serveur", "use the page of this server")
            raise RefusedError(403, what, remedy, Where("Origin", value=(origin or "")[:120]))

    def _asker(self, scope: Scope, headers: Headers) -> Asker:
        settings = self.settings
        if settings.local:
            return Asker("", "planner", "")
        if settings.behind_proxy:
            return self._proxied(scope, headers)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        name = self.user_of(token.strip()) if scheme.lower() == "bearer" else None
        if name is None:
            name = self._by_cookie(headers)
        user = next((one for one in settings.users if one.name == name), None)
        if user is None:
            what = Text("il faut un jeton", "a token is needed")
            remedy = Text("le demander à qui sert l'atelier", "ask whoever serves the workbench")
            raise RefusedError(401, what, remedy)
        return Asker(user.name, user.role, user.workspace or user.name)

    def _by_cookie(self, headers: Headers) -> str | None:
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except CookieError:
            return None
        value = jar[COOKIE].value if COOKIE in jar else ""
        name = value.partition(":")[0]
        known = any(user.name == name for user in self.settings.users)
        return name if known and hmac.compare_digest(value, self.session(name)) else None

    def _proxied(self, scope: Scope, headers: Headers) -> Asker:
        peer = (scope.get("client") or ("", 0))[0]
        if peer not in self.settings.proxies:
            what = Text("ce n'est pas le mandataire attendu", "this is not the proxy")
            remedy = Text("passer par le mandataire (--proxy-address dit lequel)",
                          "go through the proxy (--proxy-address tells which)")  # fmt: skip
            raise RefusedError(403, what, remedy, Where(value=str(peer)))
        name = headers.get("x-remote-user", "")
        plain = name.isascii() and name[:1].isalnum() and len(name) <= 64
        if not plain or not all(c.isalnum() or c in "._@-" for c in name):
            what = Text("le mandataire ne dit pas qui demande", "the proxy does not tell who asks")
            remedy = Text("lui faire envoyer X-Remote-User (lettres, chiffres, . _ @ -)",
                          "have it send X-Remote-User (letters, digits, . _ @ -)")  # fmt: skip
            raise RefusedError(401, what, remedy, Where("X-Remote-User"))
        role: Role = "planner" if headers.get("x-remote-role") == "planner" else "reader"
        space = headers.get("x-remote-workspace", "") or name
        if not all(c.isascii() and (c.isalnum() or c in "._@-") for c in space) or space[0] == ".":
            space = name
        return Asker(name, role, space)

    def _check_write(self, scope: Scope, headers: Headers, asker: Asker) -> None:
        if scope["method"] in _READS:
            return
        if asker.role != "planner":
            what = Text("vous pouvez consulter, pas modifier", "you may look, not change")
            remedy = Text("demander le rôle « planner »", "ask for the role 'planner'")
            raise RefusedError(403, what, remedy)
        if self.settings.users and headers.get("authorization", "").lower().startswith("bearer "):
            return  # a program, not a page: no cookie speaks for it
        if not hmac.compare_digest(headers.get(CSRF, "").encode(), self.csrf(asker).encode()):
            what = Text("la page n'est plus à jour", "the page is out of date")
            remedy = Text("la recharger (en-tête X-Tisites-CSRF, donné par /api/v1/session)",
                          "load it again (header X-Tisites-CSRF, see /api/v1/session)")  # fmt: skip
            raise RefusedError(403, what, remedy, Where("X-Tisites-CSRF"))

    def _most(self, scope: Scope) -> int:
        """Return the bytes that a body may have."""
        bounds = self.settings.bounds
        if scope["path"].rstrip("/") == f"{API}uploads":
            return bounds.upload_mb * 1_000_000 + 10_000  # with the envelope of the form
        return bounds.body_kb * 1_000

    def _too_big(self, scope: Scope) -> RefusedError:
        most = self._most(scope) / 1e6
        what = Text(f"plus de {most:.1f} Mo".replace(".", ","), f"more than {most:.1f} MB")
        remedy = Text("envoyer un fichier plus petit", "send a smaller file")
        return RefusedError(413, what, remedy)

    def _bounded(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        """Count what is sent: a length may be left out, or wrong."""
        most, told = self._most(scope), headers.get("content-length", "")
        if told.isdigit() and int(told) > most:
            raise self._too_big(scope)
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > most:
                raise HTTPException(413)  # the one error that readers of bodies let through
            return message

        return counted


def read_secret(folder: Path) -> bytes:
    """Return the secret that signs sessions, made once and kept where the server runs."""
    path = folder / "secret"
    folder.mkdir(parents=True, exist_ok=True)
    with locked(folder / "secret.lock"):
        if path.is_file() and len(known := path.read_bytes()) >= 32:
            return known
        fresh = secrets.token_bytes(32)
        path.touch(mode=0o600)
        path.write_bytes(fresh)
        return fresh


def _signed(secret: bytes, words: str) -> str:
    return hmac.new(secret, words.encode(), hashlib.sha256).hexdigest()[:40]


def _is_login(scope: Scope) -> bool:
    return scope["method"] == "POST" and scope["path"] == f"{API}login"


def _name_of(host: str) -> str:
    """Return a host without its port, lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _language(scope: Scope, headers: Headers) -> Language:
    """Return the language asked for: ``?lang=``, else ``Accept-Language``, else French."""
    asked = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("lang", [""])[0]
    if asked in LANGUAGES:
        return asked
    for part in headers.get("accept-language", "").split(","):
        name = part.split(";")[0].strip().lower()[:2]
        if name in LANGUAGES:
            return name
    return "fr"


async def _refuse(error: RefusedError, send: Send) -> None:
    body = problems_body(error.problems).model_dump_json().encode("utf-8")
    sender = _with_headers(send)
    named = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
    if error.status == 401:
        named.append((b"www-authenticate", b'Bearer realm="tisites"'))
    await sender({"type": "http.response.start", "status": status_of(error), "headers": named})
    await sender({"type": "http.response.body", "body": body})


def _with_headers(send: Send) -> Send:
    async def sender(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message.setdefault("headers", []))
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
            if headers.get("content-type", "").startswith("application/json"):
                headers.setdefault("cache-control", "no-store")
        await send(message)

    return sender


def told_json(body: Any) -> str:
    """Write JSON for an event stream: one line."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
