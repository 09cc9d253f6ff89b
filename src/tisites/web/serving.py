"""The server runs: uvicorn on a socket that is taken already, alone in its folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from tisites.data.lock import locked
from tisites.messages.text import Text
from tisites.web.app import create_app
from tisites.web.routes.places import workspaces
from tisites.web.settings import STATE

if TYPE_CHECKING:
    import socket

    from tisites.web.settings import ServerSettings

#: Seconds that open lines have to end.
GRACE_S = 3


def run(settings: ServerSettings, listener: socket.socket) -> None:
    """Serve until Ctrl-C, or until the system asks to end.

    Parameters
    ----------
    settings : ServerSettings
        How it is served.
    listener : socket
        Bound already.

    Raises
    ------
    BadInputError
        If another server works in the same folder: both would take up the same jobs.
    """
    state = settings.root.resolve() / STATE
    what = Text("un autre atelier est ouvert dans ce dossier",
                "another workbench is open in this folder")  # fmt: skip
    remedy = Text("le fermer, ou travailler dans un autre dossier (--folder)",
                  "close it, or work in another folder (--folder)")  # fmt: skip
    with locked(state / "server.lock", 1.0, what, remedy):
        app = create_app(settings)
        if settings.local:  # whoever opened it will solve: the engine loads while the page does
            app.state.jobs.warm(*workspaces(settings))
        config = uvicorn.Config(
            app,
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,  # who speaks for a proxy is decided in guard.py
            timeout_graceful_shutdown=GRACE_S,
            h11_max_incomplete_event_size=65_536,
            lifespan="on",
        )
        server = uvicorn.Server(config)
        server.run(sockets=[listener])
