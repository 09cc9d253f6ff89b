"""``serve``: the workbench, in the browser."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.cli.declare import Typed, flag, option, verb
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.web.settings import ServerSettings

PORT = 8765
#: What the extra ``web`` installs.
LIBRARIES = ("fastapi", "python_multipart", "tomlkit", "uvicorn")
#: Minutes that a job may take where several are served, unless told.
MINUTES = 60.0


@verb(
    "serve",
    "Ouvrir l'atelier dans le navigateur : scénarios, carte, résultats.",
    "Open the workbench in the browser: scenarios, map, results.",
    option("--data", "Paquet de données (répéter) ; packs/ est lu aussi",
           "Data pack (repeat); packs/ is read too", list[Path]),
    option("--port", "Port ; 0 : le premier libre", "Port; 0: the first that is free", int, PORT,
           least=0),
    flag("--open/--no-open", "Ouvrir le navigateur", "Open the browser", default=True),
    option("--host", "Adresse d'écoute ; une autre machine n'y a accès qu'avec l'une des deux"
           " options suivantes",
           "Address; other machines have access with one of the next two options only",
           default="127.0.0.1"),
    option("--token-file", "Fichier des personnes admises (tisites aide serveur)",
           "File of who may come in (docs/fr/serveur.md)", Path),
    flag("--behind-proxy", "Un mandataire authentifie (X-Remote-User)",
         "A proxy authenticates (X-Remote-User)"),
    option("--proxy-address", "Adresse du mandataire (répéter)", "Address of the proxy (repeat)",
           list[str]),
    option("--name", "Nom sous lequel le serveur est joint (répéter)",
           "Name that the server is reached by (repeat)", list[str]),
    option("--folder", "Dossier de travail (sinon : celui-ci)", "Working folder (else: this one)",
           Path),
    option("--memory", "Mémoire de chaque calcul, Mo", "Memory of each job, MB", int, least=256),
    option("--job-minutes", "Durée d'un calcul, minutes (60 quand le serveur est partagé)",
           "Time of a job, minutes (60 where the server is shared)", float, least=0),
)  # fmt: skip
def serve(o: Typed) -> int:
    """Serve the workbench until Ctrl-C."""
    _refuse_missing()
    from tisites.web.serving import run

    settings = _settings(o)
    listener = _listening(settings)
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    address = f"http://{f'[{shown}]' if ':' in shown else shown}:{port}/"
    if not (settings.static / "index.html").is_file():
        _say(Text("La page n'est pas construite ici : seule l'API répond, sous /api/v1.",
                  "The page is not built here: only the API answers, under /api/v1."))  # fmt: skip
    _say(Text(f"Atelier ouvert : {address}", f"Workbench open: {address}"))
    _say(Text("Ctrl-C l'arrête ; les calculs en cours seront repris à la prochaine ouverture.",
              "Ctrl-C stops it; jobs at work are taken up again the next time."))  # fmt: skip
    if o.open and settings.local:
        threading.Timer(0.8, _opened, (address,)).start()
    with contextlib.suppress(KeyboardInterrupt):  # Ctrl-C is how it ends
        run(settings, listener)
    _say(Text("Atelier fermé.", "Workbench closed."))
    return 0


def _settings(o: Typed) -> ServerSettings:
    from tisites.web.settings import Bounds, ServerSettings, checked, packs_in, read_users

    root = (o.folder or Path()).resolve()
    if not root.is_dir():
        what = Text("ce dossier n'existe pas", "this folder does not exist")
        remedy = Text("le créer d'abord", "make it first")
        raise bad_input(what, remedy, Where("--folder", value=str(root)))
    users = () if o.token_file is None else read_users(o.token_file)
    shared = bool(users) or o.behind_proxy
    minutes = o.job_minutes or (MINUTES if shared else None)
    return checked(
        ServerSettings(
            root=root,
            packs=packs_in(root, tuple(o.data or ())),
            host=o.host,
            port=o.port,
            users=users,
            behind_proxy=o.behind_proxy,
            proxies=tuple(o.proxy_address or ("127.0.0.1", "::1")),
            names=tuple(o.name or ()),
            bounds=Bounds(memory_mb=o.memory, job_minutes=minutes),
        )
    )


def _refuse_missing() -> None:
    """Say how to install what the workbench needs."""
    from importlib.util import find_spec

    lacking = [name for name in LIBRARIES if find_spec(name) is None]
    if lacking:
        listed = ", ".join(lacking)
        raise bad_input(
            Text(f"l'atelier demande des bibliothèques qui manquent : {listed}",
                 f"the workbench needs libraries that are missing: {listed}"),
            Text('les installer : pip install "tisites[web]"',
                 'install them: pip install "tisites[web]"'),
        )  # fmt: skip


def _listening(settings: ServerSettings) -> socket.socket:
    """Take the port, before anything else is done; say so if another program has it."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    if sys.platform != "win32":
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
        listener.listen(128)  # who comes before the server is ready waits
    except (OSError, OverflowError) as error:
        listener.close()
        words = getattr(error, "strerror", None) or str(error)
        raise bad_input(
            Text(f"cette adresse ne peut être prise ({words})",
                 f"this address cannot be taken ({words})"),
            Text("un autre atelier y est peut-être ouvert ; sinon, tisites serve --port 0",
                 "another workbench may be open there; otherwise, tisites serve --port 0"),
            Where("--port", value=f"{settings.host}:{settings.port}"),
        ) from error  # fmt: skip
    return listener


def _opened(address: str) -> None:
    import webbrowser

    webbrowser.open(address)


def _say(words: Text) -> None:
    print(words, flush=True)
