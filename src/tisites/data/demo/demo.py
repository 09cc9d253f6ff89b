"""Opens the demonstration pack shipped with the package."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

from tisites.data.pack import Pack, open_pack

#: Folder of the pack beside this module.
PACK_FOLDER = "pack"
DEMO_NAME = "démonstration"


def demo_folder() -> Path:
    """Return the folder of the demonstration pack."""
    return Path(str(resources.files("tisites.data.demo").joinpath(PACK_FOLDER)))


def open_demo() -> Pack:
    """Open the demonstration pack.

    Returns
    -------
    Pack
        Real communes, outlines and roads; synthetic sites and surroundings.

    Raises
    ------
    BadInputError
        If the installation lacks it.

    Examples
    --------
    >>> open_demo().manifest.synthetic
    True
    """
    return open_pack(demo_folder())
