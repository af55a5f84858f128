"""The only script of Bokeh that the comparison needs, from the installed wheel."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from workshop.assets import Asset, read_asset

BOKEH_SCRIPT = "bokeh.min.js"


@cache
def bokeh_version() -> str:
    """Return the version of the installed Bokeh, which its script must match."""
    return version("bokeh")


@cache
def bokeh_asset() -> Asset:
    """Read and compress the script once: it is 1.3 MB, and a third of that compressed."""
    from bokeh.util.paths import bokehjs_path

    return read_asset(bokehjs_path() / "js" / BOKEH_SCRIPT)
