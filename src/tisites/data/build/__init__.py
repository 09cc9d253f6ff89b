"""Raw open data, as its producers publish it, made into a pack: one module a source."""

from tisites.data.build.build import Built, build, build_pack

__all__ = ["Built", "build", "build_pack"]
