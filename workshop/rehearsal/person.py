"""One simulated participant: joins, looks at the phone, and does what the page offers."""

from __future__ import annotations

import asyncio
import math
import re
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from random import Random
from typing import Any

from workshop.rehearsal import filling
from workshop.rehearsal.browser import Browser
from workshop.rehearsal.listener import hear
from workshop.rehearsal.plan import Plan
from workshop.rehearsal.reading import Form, Page, read_page

# Shares of people who use an offer; invented, like the people.
SURVEY, OWN, OBJECTION, THOUGHT, PLEDGE = 0.8, 0.3, 0.15, 0.2, 0.08
MOST_PICKS, MOST_CHOICES, MOST_STANDS = 3, 2, 3
AT_A_TABLE = 8
# Polling interval of a phone without a socket, and its pause before opening another one.
POLL_S, AGAIN_S = 5.0, 4.0
STANDS = {"can": 2, "together": 5, "not-without": 3}

Act = Callable[[], Awaitable[None]]


class LeftOut(Exception):  # noqa: N818  # no error: the person is no longer admitted
    """The workshop does not know this person (any more), or admits nobody else."""


class Person:
    """Somebody with a role and a phone; ``tally`` counts what all of them did, and who is idle now."""

    def __init__(
        self, plan: Plan, number: int, role: str, gate: asyncio.Semaphore, tally: Counter[str]
    ) -> None:
        self._plan, self._number, self._role, self._tally = plan, number, role, tally
        self._chance = Random(f"{plan.seed}/{number}")  # noqa: S311  # not for secrets
        self._browser = Browser(plan.server, plan.language, gate)
        self._home = f"/phone/{plan.code}"
        self._done: set[str] = set()
        self._left: dict[str, int] = {}
        self._mine: set[str] = set()
        self._scribe = False
        self._seen, self._told, self._changed = "", -1, asyncio.Event()

    async def come_in(self) -> None:
        """Open the page for joining, choose a role, join."""
        door = f"/j/{self._plan.code}"
        page = read_page((await self._browser.get(door)).text, door)
        form = next((form for form in page.forms if form.action == door and "nickname" in form.fields), None)
        if form is None:
            raise LeftOut("there is no such workshop")
        fields = {**form.values(), "role": self._role, "nickname": ""}
        answer = await self._browser.post(
            door, fields.items(), headers=f"X-Rehearsal: {self._plan.token}\r\n"
        )
        if answer.path.partition("?")[0] != self._home:
            raise LeftOut("the workshop does not let simulated participants in")
        self._tally["joined"] += 1

    async def take_part(self) -> None:
        """Follow the meeting until this person is no longer admitted."""
        following = asyncio.create_task(self._follow())
        try:
            while True:
                self._changed.clear()
                page = await self.look()
                self._seen = page.state
                act = self.choose(page)
                if act is None:
                    await self._rest()
                    continue
                await asyncio.sleep(self._chance.uniform(0.3, 1.7) * self._plan.pace_s)
                await act()
        finally:
            following.cancel()
            self._browser.close()

    async def _rest(self) -> None:
        """Do nothing until the page has changed."""
        self._tally["idle"] += 1
        try:
            await self._changed.wait()
        finally:
            self._tally["idle"] -= 1

    async def look(self) -> Page:
        """Open the person's own page."""
        answer = await self._browser.get(self._home)
        if answer.path.partition("?")[0] != self._home:
            raise LeftOut("the workshop does not know this person any more")
        return read_page(answer.text, self._home)

    def choose(self, page: Page) -> Act | None:
        """Choose the next of the page's offers to use, or None."""
        for name in self._left.keys() - self._offered(page):
            # If it is offered again later, decide again.
            del self._left[name]
        return next(self._acts(page), None)

    def _offered(self, page: Page) -> set[str]:
        forms = {form.action for form in page.forms}
        offered = {
            "pick": self._at("catalogue") in page.links,
            "own": self._at("own") in page.links,
            "object": any(link.startswith(self._at("objections/")) for link in page.links),
            "choose": self._at("table/choose") in forms,
            "stand": self._at("reflect/stand") in forms,
        }
        return {name for name, there in offered.items() if there}

    def _acts(self, page: Page) -> Iterator[Act]:
        for form in page.forms:
            yield from self._acts_on(form)
        for link in page.primary:
            if link.startswith(self._at("estimates/")):
                yield lambda link=link: self._fill_at(link, "estimated", filling.fill_estimate)  # type: ignore[misc]
            elif link == self._at("vote"):
                yield lambda: self._fill_at(self._at("vote"), "voted", filling.fill_ballot)
        for link in page.links:
            yield from self._acts_at(link, page)
        objections = [link for link in page.links if link.startswith(self._at("objections/"))]
        if objections and self._count("object", 1 if self._chance.random() < OBJECTION else 0):
            link, words = self._chance.choice(objections), self._plan.words
            yield lambda: self._fill_at(link, "objected", lambda f, c: filling.fill_objection(f, c, words))

    def _acts_on(self, form: Form) -> Iterator[Act]:
        chance, path = self._chance, form.action.removeprefix(self._home + "/")
        if path.startswith("survey/") and self._once(path, SURVEY):
            yield lambda: self._send(form, filling.fill_points(form, chance), "answered")
        elif path.startswith("predict/") and self._once(path):
            yield lambda: self._send(form, filling.fill_guess(form, chance), "guessed")
        elif path == "key" and self._once(path):
            yield lambda: self._send(form, filling.fill_key(form, chance), "chose a key")
        elif path == "table" and self._once(path):
            tables = form.fields["table"].choices
            table = tables[self._number % len(tables)]
            yield lambda: self._send(form, {"table": table}, "sat down")
        elif path == "table/pen" and self._once(path) and self._is_first_at_table(form):
            self._scribe = True
            yield lambda: self._send(form, {"table": str(self._number + 1)}, "took the pen")
        elif path == "table/choose" and self._count("choose", MOST_CHOICES, 0.1):
            yield lambda: self._send(form, {}, "chose at a table")
        elif path == "reflect/stand" and self._count("stand", MOST_STANDS, 0.3):
            stand = chance.choices(list(STANDS), list(STANDS.values()))[0]
            needs = chance.choice(form.fields["needs"].choices)
            yield lambda: self._send(form, {"stand": stand, "needs": needs}, "took a stand")

    def _acts_at(self, link: str, page: Page) -> Iterator[Act]:
        words, path = self._plan.words, link.removeprefix(self._home + "/")
        if path == "catalogue" and self._count("pick", MOST_PICKS):
            yield self._pick
        elif path == "own" and self._count("own", 1 if self._scribe or self._chance.random() < OWN else 0):
            yield lambda: self._fill_at(link, "wrote", lambda f, c: filling.fill_own(f, c, words))
        elif re.fullmatch(r"own/\w+", path) and page.asked and self._once(path):
            yield lambda: self._fill_at(link, "made clearer", self._make_clearer)
        elif path == "reflect/thought" and self._once(path, THOUGHT):
            yield lambda: self._fill_at(link, "reflected", lambda f, c: filling.fill_thought(f, c, words))
        elif path == "reflect/pledge" and self._once(path, PLEDGE):
            yield lambda: self._fill_at(link, "pledged", lambda f, c: filling.fill_pledge(f, c, words))

    def _is_first_at_table(self, form: Form) -> bool:
        """Return whether this person is the one of a table who takes the pen."""
        tables = math.ceil(self._plan.people / AT_A_TABLE)
        return self._number < tables and str(self._number + 1) in form.fields["table"].choices

    async def _pick(self) -> None:
        """Pick an action of the catalogue; the first ones of each list are most likely."""
        path = self._at("catalogue")
        page = read_page((await self._browser.get(path)).text, path)
        actions = [link for link in page.links if link.startswith(path + "/") and link not in self._done]
        if not actions:
            return
        action = self._chance.choice(actions)
        self._done.add(action)
        words = self._plan.words
        await self._fill_at(action, "proposed", lambda f, c: filling.fill_pick(f, c, words))

    def _make_clearer(self, _: Form, chance: Random) -> dict[str, str]:
        return {"description": chance.choice(self._plan.words["again"])}

    async def _fill_at(self, path: str, what: str, fill: Callable[[Form, Random], dict[str, str]]) -> None:
        """Open a page, and send its form."""
        answer = await self._browser.get(path)
        forms = read_page(answer.text, answer.path).forms
        form = next((form for form in forms if form.method == "post" and form.action == path), None)
        if form is None:
            # Closed meanwhile: somebody was faster, or the meeting moved on.
            self._tally["too late"] += 1
            return
        await self._send(form, fill(form, self._chance), what)

    async def _send(self, form: Form, said: dict[str, str], what: str) -> None:
        """Send a form as a phone's script does: the token is a header, the answer a receipt."""
        fields = {**form.values(), **said}
        token = fields.pop("csrf_token", "")
        fields.setdefault("operation_id", uuid.uuid4().hex)
        answer = await self._browser.post(
            form.action, fields.items(), accept="application/json", headers=f"X-CSRFToken: {token}\r\n"
        )
        if answer.status == 401:
            raise LeftOut("the workshop does not know this person any more")
        if isinstance(answer.said.get("revision"), int):
            self._tally[what] += 1
            self._mine.add(str(answer.said.get("proposal", "")))
        elif answer.status == 409:
            self._tally["too late"] += 1
        else:
            self._tally["refused"] += 1
            self._tally[f"refused: {answer.status} {form.action} {answer.said}"] += 1

    async def _follow(self) -> None:
        """Listen for changes by socket; without one, poll every few seconds."""
        while True:
            with suppress(OSError, EOFError, TimeoutError):
                async for name, content in hear(self._browser, self._plan.code):
                    if name == "news":
                        self._note(content)
            await asyncio.sleep(AGAIN_S * self._chance.uniform(0.5, 1.5))
            with suppress(OSError, EOFError, TimeoutError):
                answer = await self._browser.get(self._home + "/news", accept="application/json")
                # If this person was removed, the next request says so.
                self._note(answer.said)

    def _note(self, news: dict[str, Any]) -> None:
        """Look again if the page has changed, or one of the person's own proposals."""
        touched = [revision for revision, proposal in news.get("touched", ()) if proposal in self._mine]
        if news.get("page") != self._seen or max(touched, default=-1) > self._told:
            self._changed.set()
        self._told = max(self._told, *touched, -1)

    def _at(self, path: str) -> str:
        return f"{self._home}/{path}"

    def _once(self, name: str, share: float = 1.0) -> bool:
        """Return whether to do a one-time thing now; after this call it is done or skipped."""
        if name in self._done:
            return False
        self._done.add(name)
        return self._chance.random() < share

    def _count(self, name: str, most: int, share: float = 1.0) -> bool:
        """Return whether to do once more what is done several times per occasion."""
        left = self._left.setdefault(name, self._chance.randint(1, most) if most else 0)
        if left <= 0 or self._chance.random() >= share:
            return False
        self._left[name] = left - 1
        return True
