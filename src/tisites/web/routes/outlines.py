"""``/packs/{pack}/outlines``: the territories of a pack as shapes, made once and kept."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, Response

from tisites.data.cache import DamagedError, cache_root, keep, kept
from tisites.messages.text import Text
from tisites.run.read.packs import pack_of
from tisites.web.contract import OutlinesBody
from tisites.web.packed import PACKED, answer, compressed
from tisites.web.refusals import not_there
from tisites.web.routes.places import At
from tisites.web.routes.sites import By
from tisites.web.views.outlines import VERSION, outlines
from tisites.web.views.territories import cut_of

if TYPE_CHECKING:
    from tisites.data.pack import Pack
    from tisites.web.routes.places import Here

router = APIRouter(tags=["sites"])
#: Files of outlines kept in the user's cache: joining communes takes seconds.
_MOST_KEPT = 24
_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"model": OutlinesBody}, 304: {"description": "Known by its ETag."}
}  # fmt: skip


@router.get("/packs/{pack}/outlines", response_class=Response, responses=_RESPONSES)
def read_outlines(pack: str, at: At, request: Request, by: By = "dep") -> Response:
    """Return the outlines of a cut of the country, simplified, in metres of each zone."""
    return _answer(_opened(at, pack), by, request)


@router.get("/results/{run}/outlines", response_class=Response, responses=_RESPONSES)
def read_result_outlines(run: str, at: At, request: Request, by: By = "dep") -> Response:
    """Return the outlines of the pack that a result was solved on, wherever it is named now."""
    pack = pack_of(at.opened(run).run.report, at.settings.packs.values())
    if pack is not None:
        return _answer(pack, by, request)
    what = Text("le paquet de ce résultat n'est plus sur ce serveur",
                "the pack of this result is no more on this server")  # fmt: skip
    raise not_there(what, run[:16])


def _answer(pack: Pack, by: str, request: Request) -> Response:
    cut = cut_of(by)
    name = _name(pack, cut)
    return answer(request, PACKED.get(("outlines", name), lambda: _made(pack, cut, name)))


def _opened(at: Here, key: str) -> Pack:
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack

    if key not in at.packs:
        raise not_there(Text("ce paquet de données n'existe pas", "there is no such pack"), key)
    folder = at.pack(key)
    return open_demo() if folder is None else open_pack(folder)


def _name(pack: Pack, cut: str) -> str:
    layers = [f"{one.name}={one.sha256}" for one in pack.manifest.layers]
    told = "\n".join([VERSION, cut, *sorted(layers)])
    return hashlib.sha256(told.encode()).hexdigest()


def _made(pack: Pack, cut: str, name: str) -> bytes:
    from tisites.territory.territory import load_territory

    path = cache_root() / "outlines" / f"{name}.kept"
    try:
        known = kept(path)
    except DamagedError:
        known = None
    if known is None:
        known = compressed(outlines(load_territory(pack), cut))
        with suppress(OSError):  # a full or read-only disk: made again next time
            keep(path, known, _MOST_KEPT)
    return known
