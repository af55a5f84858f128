"""The colours, dashes and hatches of compared scenarios, the same as in the page's CSS, light and dark."""

from __future__ import annotations

from dataclasses import dataclass

# In quotes, because CSS needs them for a name that ends in a digit.
FONT = "'Source Sans 3', sans-serif"
FONT_SIZE = "14px"
SMALL_FONT_SIZE = "13px"

# Bokeh's names of the dashes, and their SVG form. Four hues and five dashes make twenty scenarios look
# different, and no two differ by hue alone.
DASHES = ("solid", (8, 4), (2, 4), (10, 4, 2, 4), (14, 5))
HATCHES = (" ", "/", ".", "-", "x")
HUES = 4


@dataclass(frozen=True, kw_only=True)
class Theme:
    """The colours of one scheme, those of static/css/tokens.css and compare.css."""

    ink: str
    text_muted: str
    border: str
    card: str
    budget: str
    overshoot: str
    hues: tuple[str, ...]


# The hues are those of Okabe and Ito (bluish green, reddish purple, yellow, and violet in place of blue,
# which is the budget's), as dark or light as the background requires for a contrast of 3:1.
LIGHT = Theme(
    ink="#14242c",
    text_muted="#4b5e68",
    border="#cbd5d6",
    card="#ffffff",
    budget="#0a5f9e",
    overshoot="#b0440a",
    hues=("#0b6e52", "#a3386f", "#8a5d00", "#5a4fb0"),
)
DARK = Theme(
    ink="#eaf1f2",
    text_muted="#a9bac1",
    border="#2b3d47",
    card="#15232b",
    budget="#7cbcf0",
    overshoot="#ff9a64",
    hues=("#63cfa5", "#f0a0c8", "#e8c547", "#b3a7ff"),
)


def theme_called(name: str) -> Theme:
    """Return the dark theme if requested, else the light one."""
    return DARK if name == "dark" else LIGHT


def hue_of(number: int) -> int:
    """Return the hue of the scenario with a number, whatever it is compared with."""
    return (number - 1) % HUES


def dash_of(number: int) -> str | tuple[int, ...]:
    """Return the dash of a scenario's lines, in Bokeh's form."""
    return DASHES[(number - 1) % len(DASHES)]


def svg_dash_of(number: int) -> str:
    """Return the dash of a scenario's lines, in SVG's form."""
    dash = dash_of(number)
    return "none" if isinstance(dash, str) else " ".join(str(part) for part in dash)


def hatch_of(number: int) -> str:
    """Return the hatch of a scenario's bars."""
    return HATCHES[(number - 1) % len(HATCHES)]
