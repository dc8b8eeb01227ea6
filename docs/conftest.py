"""Options of `check_site.py`."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--site", default="docs/_build/html", help="the folder of the site that was built")
    parser.addoption("--pictures", help="a folder for pictures of the pages")
