"""tisites: chooses France's turnkey industrial sites, to proof."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("tisites")
except PackageNotFoundError:  # a source tree that was never installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
