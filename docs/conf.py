"""The site: `tox run -e docs`. The pages of the rules are made at build time (`pages.py`); GOTCHAS_BOOK names the books of outcomes."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from docutils import nodes
from docutils.parsers.rst import Directive
from docutils.statemachine import StringList

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

from pages import Site, documentation  # noqa: E402

from sharpbits import __version__  # noqa: E402

project = "sharpbits"
author = "the sharpbits developers"
copyright = "the sharpbits developers"
version = release = __version__

extensions = ["myst_parser", "sphinx_design"]
myst_enable_extensions = ["colon_fence", "deflist", "attrs_block", "attrs_inline"]
myst_heading_anchors = 3
exclude_patterns = ["generated"]
nitpicky = True
smartquotes = False  # messages are shown as they are
pygments_style = "default"

html_theme = "sphinx_book_theme"
html_title = "sharpbits"
html_favicon = "_static/favicon.svg"
html_context = {"default_mode": "auto"}
html_static_path = ["_static"]
html_css_files = ["site.css"]
html_js_files = [("rules.js", {"defer": "defer"})]
html_copy_source = False
html_show_sourcelink = False
html_theme_options = {
    "show_toc_level": 2,
    "show_navbar_depth": 1,
    "max_navbar_depth": 3,
    "navbar_start": [],
    "navbar_persistent": [],
    "use_download_button": False,
    "use_fullscreen_button": False,
    "pygments_light_style": "a11y-high-contrast-light",
    "pygments_dark_style": "a11y-high-contrast-dark",
}

SITE = Site([Path(name) for name in os.environ.get("GOTCHAS_BOOK", "").split(os.pathsep) if name])


class Gotchas(Directive):
    """The gotchas of a week: their rules, each with its first line."""

    has_content = True
    optional_arguments = 100

    def run(self) -> list[nodes.Node]:
        codes = [*self.arguments, *" ".join(self.content).split()]
        if codes == ["others"]:  # rules that are new, and have no week yet
            path = (HERE / "path.md").read_text(encoding="utf-8")
            codes = [code for code in SITE.rules if code not in path and not code.startswith("SB0")]
        unknown = [code for code in codes if code not in SITE.rules]
        if unknown:
            raise self.error(f"no such rule: {', '.join(unknown)}")
        lines = [f"- [{code} {SITE.rules[code].name}](rules/{code}.md): {documentation(SITE.rules[code]).summary}" for code in codes]
        node = nodes.container(classes=["gotchas"])
        self.state.nested_parse(StringList(lines, source="gotchas"), self.content_offset, node)
        return [node]


class Report(Directive):
    """What the linter says of a file: the first report of a rule."""

    required_arguments = 2

    def run(self) -> list[nodes.Node]:
        file, code = self.arguments
        node = nodes.container()
        self.state.nested_parse(StringList(SITE.report(HERE.parent / file, code), source="report"), self.content_offset, node)
        return [node]


def setup(app: Any) -> None:
    app.add_directive("gotchas", Gotchas)
    app.add_directive("report", Report)
    app.connect("builder-inited", lambda _: SITE.write(HERE))
