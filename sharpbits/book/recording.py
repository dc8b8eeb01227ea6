"""The part of the plugin that is awake: it listens to the tests of gotchas, gathers the book, and has it printed and written."""

from __future__ import annotations

import functools
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator
from dataclasses import asdict, replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from . import devices
from .form import Book, Gotcha, Happening, Outcome, Result, Run, Sentence, load
from .observing import Recorder, watched
from .printing import Printer
from .reading import FAMILIES, folder_of_gotchas, is_gotcha, read
from .writing import write

_REPORT = "sharpbits_gotcha"


class Recording:
    """One run through gotchas."""

    def __init__(self, config: pytest.Config, alone: bool) -> None:
        self.config = config
        #: Whether nothing but gotchas runs, so that the book may take the place of pytest's own progress.
        self.alone = alone
        self.gotchas: dict[Path, Gotcha] = {}
        self.outcomes: dict[tuple[Path, str], list[Outcome]] = {}
        self.found: devices.Found | None = None
        self.began = time.time()
        self.printer: Printer | None = None
        self.verbose = 0
        self.open: Path | None = None

    # -- options and start

    def pytest_addoption(self, parser: pytest.Parser) -> None:
        parser.getgroup("gotchas").addoption(
            "--device", choices=["all", *devices.KINDS], help="the kind of device to run the gotchas on; all: on each that JAX finds"
        )

    @pytest.hookimpl(tryfirst=True)
    def pytest_cmdline_main(self, config: pytest.Config) -> int | None:
        """With `--device all` and more than one kind: a run of its own for each."""
        if config.option.device != "all" or config.option.help or hasattr(config, "workerinput"):
            return None
        kinds = devices.available()
        if len(kinds) == 1:
            config.option.device = kinds[0]
            return None
        return _on_each(kinds, config)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        for family in FAMILIES:
            config.addinivalue_line("markers", f"{family.family.lower()}: the gotchas of {family.folder}: {family.title}")
        if config.option.device in devices.KINDS:
            devices.take(config.option.device)
        if hasattr(config, "workerinput") or config.option.collectonly:
            return
        try:
            self.found = devices.find(config.option.device or "")
        except devices.NoDevice as error:
            raise pytest.UsageError(str(error)) from error
        reporter = config.pluginmanager.getplugin("terminalreporter")
        if reporter is not None and (self.alone or config.option.gotchas) and config.option.verbose >= 0:
            self.verbose = config.option.verbose
            self.printer = Printer(reporter, self.verbose)
        if reporter is not None and self.printer and self.alone:
            # The book takes the place of the list of tests.
            config.option.verbose = 0
            reporter.showfspath = False

    def pytest_report_header(self) -> list[str]:
        return self.printer.header(self.run()) if self.printer and self.found else []

    def run(self) -> Run:
        found = self.found
        assert found is not None
        started = datetime.fromtimestamp(self.began, timezone.utc).isoformat(timespec="seconds")
        machine = f"{platform.system()} {platform.machine()}"
        return Run(
            found.jax, found.jaxlib, platform.python_version(), found.platform, found.devices, machine,
            found.libraries, started, round(time.time() - self.began, 1),
        )  # fmt: skip

    # -- tests

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        if is_gotcha(item.path):
            item.add_marker(item.path.name[5:8])

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_call(self, item: pytest.Item) -> Generator[None, Any, Any]:
        if not is_gotcha(item.path) or not isinstance(item, pytest.Function):
            return (yield)
        recorder, own = Recorder(), item.obj
        item.stash[_RECORDER] = recorder
        given = getattr(own, "hypothesis", None)
        if given is not None:
            inner = given.inner_test
            given.inner_test = _counted(inner, recorder)
            try:
                return (yield)
            finally:
                given.inner_test = inner
        item.obj = watched(own, recorder) or own
        try:
            return (yield)
        finally:
            item.obj = own

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Item, call: pytest.CallInfo[None]) -> Generator[None, pytest.TestReport, pytest.TestReport]:
        report = yield
        recorder = item.stash.get(_RECORDER, None)
        if is_gotcha(item.path) and (report.when == "call" or not report.passed):
            spec = getattr(item, "callspec", None)
            case = spec.id if spec else ""
            happened = recorder.happened(spec.params if spec else {}, case, report.passed) if recorder and report.when == "call" else []
            told = {"path": str(item.path), "test": getattr(item, "originalname", item.name), "parameters": case}
            if report.failed and happened:
                report.sections.append(("what was seen", "\n".join(happening.text for happening in happened)))
            setattr(report, _REPORT, {**told, "error": _error(report, call, recorder), "happened": [asdict(h) for h in happened]})
        return report

    def pytest_report_teststatus(self, report: pytest.TestReport) -> tuple[str, str, str] | None:
        if self.printer and self.alone and hasattr(report, _REPORT) and report.outcome in ("passed", "failed", "skipped"):
            return report.outcome, "", "FAILED" if report.failed else ""
        return None

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        told = getattr(report, _REPORT, None)
        if told is None or self.found is None:
            return
        path = Path(told["path"])
        if path not in self.gotchas:
            root = folder_of_gotchas(path) or path.parent
            self.gotchas[path] = read(path, root)
        if self.open != path and self.printer and self.alone and not self.in_parallel:
            self.tell(self.open)
            self.open = path
        result: Result = "passed" if report.passed else "skipped" if report.skipped else "failed"
        happened = [Happening(**happening) for happening in told["happened"]]
        outcome = Outcome(0, told["parameters"], result, told["error"], round(report.duration, 3), happened)
        self.outcomes.setdefault((path, told["test"]), []).append(outcome)

    @property
    def in_parallel(self) -> bool:
        return bool(getattr(self.config.option, "numprocesses", None))

    # -- the end

    def told(self, path: Path) -> Gotcha:
        """A gotcha with the sentences that were run."""
        gotcha = self.gotchas[path]
        sentences = [
            Sentence(s.test, s.text, sorted(self.outcomes[path, s.test], key=lambda o: o.parameters) if self.in_parallel else self.outcomes[path, s.test])
            for s in gotcha.sentences
            if (path, s.test) in self.outcomes
        ]
        return replace(gotcha, sentences=sentences)

    def book(self) -> Book:
        gotchas = sorted((self.told(path) for path in self.gotchas), key=lambda g: g.code)
        return Book([self.run()], FAMILIES, gotchas)

    def tell(self, path: Path | None) -> None:
        if path and self.printer:
            self.printer.gotcha(self.told(path))

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self) -> None:
        if self.open:
            self.tell(self.open)
            self.open = None

    def pytest_terminal_summary(self) -> None:
        if self.found is None or not self.gotchas:
            return
        book = self.book()
        if self.printer:
            if self.in_parallel or not self.alone:
                for gotcha in book.gotchas:
                    self.printer.gotcha(gotcha)
            self.printer.table(book)
        if self.config.option.gotchas_report:
            target = Path(self.config.option.gotchas_report)
            write(book, self.config.invocation_params.dir / target)
            if self.printer:
                self.printer.line(f"the book is in {target}")


_RECORDER = pytest.StashKey[Recorder]()


def _counted(inner: Any, recorder: Recorder) -> Any:
    @functools.wraps(inner)
    def counted(*args: Any, **kwargs: Any) -> Any:
        recorder.examples += 1
        return inner(*args, **kwargs)

    return counted


def _error(report: pytest.TestReport, call: pytest.CallInfo[None], recorder: Recorder | None) -> str:
    if report.passed:
        return ""
    if report.skipped:
        return str(report.longrepr[2]) if isinstance(report.longrepr, tuple) else ""
    if call.excinfo is None:
        return ""
    claims = [recorder.claims[entry.lineno + 1] for entry in call.excinfo.traceback if recorder and entry.lineno + 1 in recorder.claims]
    if claims and call.excinfo.typename == "AssertionError" and not str(call.excinfo.value):
        return f"it does not hold that {claims[-1]}"
    return (str(call.excinfo.exconly()).splitlines() or [call.excinfo.typename])[0]


def _on_each(kinds: list[str], config: pytest.Config) -> int:
    """Run pytest once for each kind of device, with the same arguments; the report holds all of them."""
    report = config.option.gotchas_report
    status, books = 0, []
    with tempfile.TemporaryDirectory() as folder:
        for kind in kinds:
            part = Path(folder) / f"{kind}.json"
            arguments = _without(config.invocation_params.args, "--device", "--gotchas-report")
            command = [sys.executable, "-m", "pytest", *arguments, f"--device={kind}", f"--gotchas-report={part}"]
            done = subprocess.run(command, cwd=config.invocation_params.dir, env=dict(os.environ), check=False)
            status = max(status, done.returncode)
            if part.exists():
                books.append(load(part))
    if report and books:
        write(together(books), config.invocation_params.dir / report)
        print(f"the book of {' and '.join(kinds)} is in {report}")
    return status


def _without(arguments: Any, *options: str) -> list[str]:
    kept: list[str] = []
    skip = False
    for argument in map(str, arguments):
        if skip:
            skip = False
        elif argument in options:
            skip = True
        elif not argument.startswith(tuple(f"{option}=" for option in options)):
            kept.append(argument)
    return kept


def together(books: list[Book]) -> Book:
    """Several runs in one book."""
    runs: list[Run] = []
    gotchas: dict[str, Gotcha] = {}
    for book in books:
        for gotcha in book.gotchas:
            shifted = [
                Sentence(s.test, s.text, [replace(outcome, run=outcome.run + len(runs)) for outcome in s.outcomes]) for s in gotcha.sentences
            ]
            if gotcha.code in gotchas:
                known = {s.test: s for s in gotchas[gotcha.code].sentences}
                for s in shifted:
                    known[s.test] = Sentence(s.test, s.text, [*known[s.test].outcomes, *s.outcomes]) if s.test in known else s
                shifted = list(known.values())
            gotchas[gotcha.code] = replace(gotchas.get(gotcha.code, gotcha), sentences=shifted)
        runs += book.runs
    return Book(runs, books[0].families, sorted(gotchas.values(), key=lambda g: g.code))
