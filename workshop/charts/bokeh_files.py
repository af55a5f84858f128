"""The one script of Bokeh that the comparison needs, from the installed wheel."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from pathlib import Path

BOKEH_SCRIPT = "bokeh.min.js"


@cache
def bokeh_version() -> str:
    """Return the version of the installed Bokeh, which its script must share."""
    return version("bokeh")


def bokeh_folder() -> Path:
    """Return the folder of the script."""
    from bokeh.util.paths import bokehjs_path

    return bokehjs_path() / "js"
