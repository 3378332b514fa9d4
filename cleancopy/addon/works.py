"""Everything that runs behind the hooks, made of the settings, and made anew where they change."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Set as AbstractSet
from functools import partial
from pathlib import Path

from mitmproxy import ctx, exceptions
from mitmproxy.log import ALERT

import cleancopy
from cleancopy.addon import doorstep, settings
from cleancopy.addon.ad_requests import AdRequests
from cleancopy.addon.chronicle import Chronicle
from cleancopy.addon.cleaner import Cleaner
from cleancopy.addon.control import ControlHost, Metrics, Status, Tokens
from cleancopy.addon.garbage import Garbage
from cleancopy.addon.journal import Journal
from cleancopy.addon.originals import Originals
from cleancopy.addon.passthrough import Passthrough
from cleancopy.addon.watcher import RuleWatcher
from cleancopy.errors import RuleError
from cleancopy.options import PREFIX, Options
from cleancopy.workers import Pool, Rules

_log = logging.getLogger(__name__)

_OF_THE_POOL = frozenset({f"{PREFIX}workers", f"{PREFIX}memory", f"{PREFIX}rules"})


class Works:
    """The rules, the workers, the cleaner, and whoever hears of what they do."""

    def __init__(self) -> None:
        self.options = Options()
        self.originals = Originals()
        self.passthrough = Passthrough(self.options)
        self.chronicle = Chronicle()
        self.metrics = Metrics(
            {
                "workers": ("Workers alive.", lambda: len(self.pool.worker_ids()) if self.pool else 0),
                "worker_deaths": ("Workers that died.", lambda: self.pool.deaths if self.pool else 0),
                "pages_waiting": ("Pages in work or waiting.", lambda: self.pool.waiting if self.pool else 0),
                "cache_bytes": ("Kept pages.", lambda: self.cleaner.cache.size if self.cleaner else 0),
            }
        )
        self.ads: AdRequests | None = None
        self.pool: Pool | None = None
        self.cleaner: Cleaner | None = None
        self.control: ControlHost | None = None
        self._garbage = Garbage()
        self._watcher: RuleWatcher | None = None
        self._journal: Journal | None = None
        self._tokens: Tokens | None = None
        self._retiring: set[asyncio.Task[None]] = set()

    def configure(self, updated: AbstractSet[str]) -> None:
        """Take what was set. Raises mitmproxy's `OptionsError`."""
        self.options = self.passthrough.options = settings.read(ctx.options)
        if self._watcher is None or f"{PREFIX}rules" in updated:
            self._take_rules()
        if f"{PREFIX}ad_lists" in updated:
            self.ads = AdRequests(self.options.ad_lists) if self.options.ad_lists else None
        if f"{PREFIX}log" in updated:
            self._take_journal()
        if self.control is not None:
            self._take_cleaner(anew=not _OF_THE_POOL.isdisjoint(updated))

    def start(self) -> None:
        """From now on pages may come."""
        self._tokens = Tokens(doorstep.authority())
        self.control = ControlHost(
            status=self._status,
            chronicle=self.chronicle,
            originals=self.originals,
            refusals=self.passthrough.refusals,
            metrics=self.metrics,
            tokens=self._tokens,
            certificate=doorstep.certificate(),
        )
        self.chronicle.listeners += [self.metrics.page, self._garbage.page]
        self._take_cleaner(anew=True)
        self._watch()
        self._garbage.leave_out_what_there_is()

    def stop(self) -> None:
        self._garbage.let_in()
        if self.pool is not None:
            self.pool.close()
        if self._watcher is not None:
            self._watcher.stop()
        if self._journal is not None:
            self._journal.close()

    def _take_rules(self) -> None:
        try:
            watcher = RuleWatcher([Path(folder) for folder in self.options.rules])
        except RuleError as error:
            raise exceptions.OptionsError(f"The rules cannot be used:\n{error}") from error
        if self._watcher is not None:
            self._watcher.stop()
        self._watcher = watcher
        if self.control is not None:
            self._watch()

    def _take_journal(self) -> None:
        if self._journal is not None:
            self.chronicle.listeners.remove(self._journal.page)
            self._journal.close()
        self._journal = None
        if self.options.log:
            try:
                self._journal = Journal(self.options.log)
            except OSError as error:
                raise exceptions.OptionsError(
                    f"{PREFIX}log: {self.options.log}: {error.strerror}."
                ) from error
            self.chronicle.listeners.append(self._journal.page)

    def _take_cleaner(self, *, anew: bool) -> None:
        if self._watcher is None or self._tokens is None:
            return
        if anew or self.pool is None:
            if self.pool is not None:
                retiring = asyncio.get_running_loop().create_task(_retire(self.pool, self.options.deadline))
                self._retiring.add(retiring)
                retiring.add_done_callback(self._retiring.discard)
            self.pool = Pool(self.options.workers, self.options.memory, self._watcher.rules)
            self.pool.start()
        self.cleaner = Cleaner(self.pool, self.options, self.chronicle, self._tokens)

    def _watch(self) -> None:
        if self._watcher is not None:
            self._watcher.start(partial(self._renew_soon, asyncio.get_running_loop()))

    def _renew_soon(self, loop: asyncio.AbstractEventLoop, rules: Rules) -> None:
        asyncio.run_coroutine_threadsafe(self._renew(rules), loop)

    async def _renew(self, rules: Rules) -> None:
        if self.pool is not None and await self.pool.take_rules(rules):
            _log.log(ALERT, f"New rules are in force, version {rules.id}.")

    def _status(self) -> Status:
        pool, cleaner = self.pool, self.cleaner
        if pool is None or cleaner is None:
            return Status(is_ready=False)
        facts = {
            "Version": cleancopy.__version__,
            "Rules": pool.rules.id,
            "View": self.options.view,
            "Workers": f"{len(pool.worker_ids())} of {pool.count}",
            "Pages kept in memory": str(len(cleaner.cache)),
        }
        problems = [] if self._watcher is None else [str(problem) for problem in self._watcher.problems]
        return Status(is_ready=pool.is_ready, facts=facts, problems=problems)


async def _retire(pool: Pool, seconds: int) -> None:
    """Let its pages be done with, and close it."""
    try:
        async with asyncio.timeout(seconds):
            while pool.waiting:
                await asyncio.sleep(0.05)
    except TimeoutError:
        pass  # its pages are out of time as well
    finally:
        pool.close()
