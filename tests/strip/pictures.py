"""A folder of pictures with a page that shows them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

from playwright.sync_api import Page

SETTLE_MS = 1_100
THEME_MS = 250


@dataclass
class Strip:
    """A folder of pictures, in the order in which they were taken."""

    folder: Path
    sizes: Sequence[tuple[int, int]]
    themes: Sequence[str]
    taken: list[tuple[str, str]] = field(default_factory=list)

    def take(
        self, page: Page, name: str, words: str, *, all_sizes: bool = True, settle_ms: int = SETTLE_MS
    ) -> None:
        """Take the wall at each size and in each colour scheme, or at the first of both alone."""
        page.wait_for_timeout(settle_ms)
        for width, height in self.sizes if all_sizes else self.sizes[:1]:
            page.set_viewport_size({"width": width, "height": height})
            for theme in self.themes if all_sizes else self.themes[:1]:
                page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
                if all_sizes:
                    page.wait_for_timeout(THEME_MS)
                self._shoot(
                    page, f"{name}-{width}x{height}-{theme}", f"{words} ({width} x {height}, {theme})"
                )
        page.set_viewport_size({"width": self.sizes[0][0], "height": self.sizes[0][1]})
        page.emulate_media(color_scheme="dark" if self.themes[0] == "dark" else "light")

    def take_as_it_is(self, page: Page, name: str, words: str) -> None:
        """Take a page at the size that it has."""
        page.wait_for_timeout(THEME_MS)
        self._shoot(page, name, words)

    def write_index(self, title: str) -> None:
        """Write a page with all pictures."""
        figures = "\n".join(
            f'<figure><img src="{escape(file)}" alt="" loading="lazy">'
            f"<figcaption>{escape(words)}</figcaption></figure>"
            for file, words in self.taken
        )
        style = "figure{margin:1rem 0}img{max-width:100%;border:1px solid #999}"
        (self.folder / "index.html").write_text(
            f"<!doctype html><meta charset=utf-8><title>{escape(title)}</title><style>{style}</style>"
            f"<h1>{escape(title)}</h1>\n{figures}\n",
            encoding="utf-8",
        )

    def _shoot(self, page: Page, name: str, words: str) -> None:
        file = f"{len(self.taken):03}-{name}.png"
        page.screenshot(path=self.folder / file)
        self.taken.append((file, words))
