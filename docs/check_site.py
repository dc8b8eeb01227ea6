"""The site in a browser: it is searched, walked and looked at as a reader would.

    python -m pytest docs/check_site.py --site FOLDER [--pictures FOLDER]

Takes Chromium from the system where there is one (or from CHROMIUM), else the one that `playwright install` brings.
"""

from __future__ import annotations

import functools
import http.server
import os
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlparse

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
SIZES = {"desktop": (1280, 900), "phone": (390, 844)}
LOOKED_AT = ("index", "using", "rules/index", "rules/SB101", "rules/SB508", "path", "costs")


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture(scope="session")
def folder(request: pytest.FixtureRequest) -> Path:
    return Path(request.config.getoption("--site")).resolve()


@pytest.fixture(scope="session")
def address(folder: Path) -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        # In a container Chromium often may not make a sandbox of its own; the pages are our own.
        opened = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page that fails the test on an error in the console, on a failed script, and on a request to anywhere else."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    opened = context.new_page()
    errors: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            errors.append(f"{message.type}: {message.text}")

    opened.on("console", heard)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.on("request", lambda request: errors.append(f"leaves the site: {request.url}") if urlparse(request.url).hostname not in ("127.0.0.1", None) else None)
    opened.on("response", lambda response: errors.append(f"{response.status}: {response.url}") if response.status >= 400 else None)
    yield opened
    context.close()
    assert errors == []


def test_a_rule_is_found_in_the_table_and_its_link_leads_to_it(page: Page, address: str) -> None:
    page.goto(address + "rules/index.html")
    rows = page.locator("table.rules-table tbody tr:visible")
    every = rows.count()
    assert every > 100
    page.get_by_role("searchbox", name="Search the rules").fill("in-place update")
    expect(page.locator(".rule-search output")).to_contain_text(f"of {every} rules")
    assert rows.count() == 1
    rows.first.get_by_role("link", name="in-place-update").click()
    expect(page.locator("article h1")).to_contain_text("SB101 in-place-update")
    assert page.url.endswith("/rules/SB101.html")


def test_the_table_is_narrowed_by_family_and_by_fix(page: Page, address: str) -> None:
    page.goto(address + "rules/index.html?find=key")
    rows = page.locator("table.rules-table tbody tr:visible")
    keyed = rows.count()
    page.get_by_label("Family").select_option("SB2")
    assert 0 < rows.count() < keyed
    assert all(text.startswith("SB2") for text in rows.locator("td:first-child").all_inner_texts())
    page.get_by_label("Fix").select_option("safe")
    page.get_by_role("searchbox", name="Search the rules").fill("no such words")
    assert rows.count() == 0


def test_the_search_of_the_site_finds_a_rule(page: Page, address: str) -> None:
    page.goto(address + "search.html?q=branch-on-tracer")
    found = page.locator("#search-results a", has_text="SB301").first
    found.wait_for()
    found.click()
    expect(page.locator("article h1")).to_contain_text("SB301 branch-on-tracer")


def test_a_page_of_a_rule_holds_what_a_reader_wants(page: Page, address: str) -> None:
    page.goto(address + "rules/SB101.html")
    headings = [text.rstrip("#") for text in page.locator("article h2").all_inner_texts()]
    for heading in ("What happens", "Why it bites", "Use instead", "What the linter says", "The fix", "See also"):
        assert heading in headings
    assert "raised TypeError" in page.locator("article").inner_text()
    assert "SB101 in-place-update" in page.locator("pre.terminal").first.inner_text()
    assert "x = x.at[0].set(9.0)" in page.locator(".highlight-diff").first.inner_text()
    assert page.locator(".highlight-python .hll").count() > 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_plot_is_shown_in_the_colours_of_the_theme(page: Page, address: str, theme: str) -> None:
    page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    page.goto(address + "rules/SB508.html")
    shown = [image for image in page.locator("img.plot").all() if image.is_visible()]
    assert len(shown) == 1
    assert f"-{theme}.svg" in (shown[0].get_attribute("src") or "")
    assert shown[0].evaluate("image => image.naturalWidth") > 0


def test_the_reading_path_leads_to_the_gotchas(page: Page, address: str) -> None:
    page.goto(address + "path.html")
    assert page.locator("article h2").count() == 11
    page.get_by_role("link", name="SB201 key-reuse", exact=True).click()
    expect(page.locator("article h1")).to_contain_text("SB201 key-reuse")


def test_every_internal_link_leads_somewhere(folder: Path) -> None:
    targets: dict[str, set[str]] = {}
    links: list[tuple[str, str]] = []
    for file in sorted(folder.rglob("*.html")):
        name = file.relative_to(folder).as_posix()
        if name.startswith("_static/"):  # a template of the theme
            continue
        text = file.read_text(encoding="utf-8")
        targets[name] = {""} | set(re.findall(r'\bid="([^"]+)"', text))
        links += [(name, link) for link in re.findall(r'\b(?:href|src)="([^"]+)"', text)]
    broken = []
    for name, link in links:
        if urlparse(link).scheme or link.startswith("//"):
            continue
        place, anchor = urldefrag(urljoin(name, link.partition("?")[0] if "#" not in link else link))
        if place in targets:
            if anchor not in targets[place]:
                broken.append(f"{name}: {link}")
        elif not (folder / place).is_file():
            broken.append(f"{name}: {link}")
    assert broken == []
    assert len(links) > 1000


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", LOOKED_AT)
def test_nothing_is_wider_than_the_screen(browser: Browser, address: str, name: str, size: str, theme: str, request: pytest.FixtureRequest) -> None:
    """With --pictures also a picture of each page to look at."""
    width, height = SIZES[size]
    context = browser.new_context(viewport={"width": width, "height": height}, color_scheme="dark" if theme == "dark" else "light")
    page = context.new_page()
    page.goto(address + name + ".html")
    pictures = request.config.getoption("--pictures")
    if pictures:
        page.screenshot(path=str(Path(pictures) / f"{name.replace('/', '-')}-{size}-{theme}.png"), full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth")
    over = page.evaluate("""width => [...document.querySelectorAll("article *")].filter(e => e.getBoundingClientRect().right > width && !e.closest("pre, .pst-scrollable-table-container"))
        .map(e => e.tagName + ": " + e.textContent.slice(0, 60))""", width)
    context.close()
    assert wide <= width, over
