"""``/packs``: what each data pack holds; ``/deliverables``: what results are handed over in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import APIRouter

from tisites.web.contract_lists import FindingGroup
from tisites.web.contract_packs import DeliverablesBody, PackBody, PackLine
from tisites.web.routes.places import At, Here
from tisites.web.views.packs import deliverables_body, pack_body, pack_line

if TYPE_CHECKING:
    from tisites.data.pack import Pack

router = APIRouter(tags=["data"])


@router.get("/packs")
def list_packs(at: At) -> list[PackLine]:
    """List the packs that the server knows, real data first."""
    keys = sorted(at.packs, key=lambda key: (key == "demo", key))
    return [pack_line(key, _opened(at, key)) for key in keys]


@router.get("/packs/{pack}")
def read_pack(pack: str, at: At) -> PackBody:
    """Return the layers of a pack: producer, licence, vintage, what is absent."""
    return pack_body(pack, _opened(at, pack))


@router.get("/packs/{pack}/findings")
def read_findings(pack: str, at: At) -> list[FindingGroup]:
    """Hash every layer of a pack again and tell what its layers disagree about."""
    _opened(at, pack)
    folder = at.pack(pack)
    found = at.answered("pack", {"pack": None if folder is None else str(folder)})
    return [FindingGroup.model_validate(one) for one in found]


@router.get("/deliverables")
def list_deliverables() -> DeliverablesBody:
    """Tell the formats that a result is handed over in, and what is missing here to make them."""
    return deliverables_body()


def _opened(at: Here, key: str) -> Pack:
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack

    folder = at.pack(key)
    return open_demo() if folder is None else open_pack(folder)
