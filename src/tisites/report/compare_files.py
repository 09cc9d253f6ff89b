"""The files of a comparison: Markdown, HTML, XLSX, CSV, a map, and its figures as JSON."""

from __future__ import annotations
