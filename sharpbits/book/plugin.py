"""The plugin of pytest: it wakes when a run is about gotchas alone, or is told to, and leaves all others as they are.

pytest loads this module wherever sharpbits is installed, so it imports nothing and adds no option that others may have.
"""

from __future__ import annotations

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("gotchas", "the book of the gotchas (sharpbits)")
    group.addoption("--gotchas", action="store_true", help="tell what happens in the gotchas of this run; always on where it runs nothing else")
    group.addoption("--gotchas-report", metavar="FILE", help="write the book with its outcomes to FILE.json, FILE.md or FILE.html")


def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    options = early_config.known_args_namespace
    alone = _about_gotchas_alone(early_config)
    if alone or options.gotchas or options.gotchas_report:
        from .recording import Recording

        early_config.pluginmanager.register(Recording(early_config, alone), "sharpbits.book.recording")


def _about_gotchas_alone(config: pytest.Config) -> bool:
    """Whether each place that the command line names lies in a folder of gotchas."""
    here = config.invocation_params.dir
    # An option that another plugin adds is not known yet, and its value looks like a place.
    named = [here / str(argument).partition("::")[0] for argument in config.known_args_namespace.file_or_dir]
    places = [place for place in named if place.exists()] or [here]
    return all(_in_gotchas(place) for place in places)


def _in_gotchas(place: Path) -> bool:
    if not any(folder.name == "gotchas" for folder in (place, *place.parents)):
        return False
    from .reading import folder_of_gotchas

    return folder_of_gotchas(place) is not None
