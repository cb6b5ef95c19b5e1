"""Formgrader's page on which a person grades: with formulas and figures, from this machine alone,
and without running in the grader's session what a student wrote.

Stock nbgrader fetches MathJax from another machine, and where it cannot, the page does not save
marks. It leaves plotly's figures out, and puts outputs and texts into the page as they are, scripts
included. The page is nbgrader's own template; ours fills in four of its pieces.
"""

from __future__ import annotations

import re
from collections.abc import MutableMapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import jinja2
from jupyter_server.base.handlers import PublicStaticFileHandler
from jupyter_server.utils import url_path_join
from nbconvert.exporters import HTMLExporter
from traitlets.config import Config

from autograder.jupyter import frames
from autograder.jupyter.cleaning import cleaned

FIGURE = "application/vnd.plotly.v1+json"
_SEEN = (FIGURE, "text/html", "text/markdown", "image/svg+xml", "image/png", "image/jpeg")
_MATHJAX, _PLOTLY = "autograder/static/mathjax", "autograder/static/plotly"
_GRADE_ID = re.compile(r"[\w-]+", re.ASCII)


class Exporter(HTMLExporter):  # type: ignore[misc]  # nbconvert has no types
    """In the place of the one that Formgrader has made, with its settings."""

    def __init__(self, stock: HTMLExporter, *, base_url: str) -> None:
        ours = Path(__file__).with_name("templates")
        config = Config(stock.config)
        config.HTMLExporter.template_name = "grading-page"
        config.HTMLExporter.extra_template_basedirs = [str(ours), *stock.extra_template_basedirs]
        # so that ours can name the one that it is made from
        config.HTMLExporter.extra_template_paths = list(stock.extra_template_basedirs)
        config.HTMLExporter.sanitize_html = True
        config.HTMLExporter.exclude_anchor_links = True  # to places that have lost their names
        config.NbConvertBase.display_data_priority = [*_SEEN, "text/latex", "text/plain"]
        super().__init__(config=config)
        mathjax = url_path_join(base_url, _MATHJAX, "MathJax.js")
        self.environment.globals["local_mathjax"] = (
            f"{mathjax}?config=TeX-AMS-MML_HTMLorMML-full,Safe"
        )
        self._library = url_path_join(base_url, _PLOTLY, "plotly.min.js")
        self.register_filter("clean_html", cleaned)
        self.register_filter("shown_html", _shown_html)
        self.register_filter("shown_figure", self._shown_figure)

    @jinja2.pass_context
    def markdown2html(self, context: jinja2.runtime.Context, source: str) -> str:
        """Called by the template for each text."""
        return cleaned(super().markdown2html(context, source))

    def from_notebook_node(
        self, nb: Any, resources: dict[str, Any] | None = None, **more: Any
    ) -> tuple[str, dict[str, Any]]:
        """Called by Formgrader with a notebook in ``autograded/``."""
        for cell in nb.cells:
            _check(cell)
        text, resources = super().from_notebook_node(nb, resources, **more)
        return text, resources

    def _shown_figure(self, given: Any) -> str:
        return frames.figure(given, library=self._library)


def _shown_html(text: str) -> str:
    shown = cleaned(text)
    if not shown.strip():  # nothing but scripts, as plotly writes before its first figure
        return ""
    return frames.html(text) if "<script" in text.lower() else shown


def _check(cell: Any) -> None:
    """nbgrader's template writes these as they are."""
    if not isinstance(cell.get("execution_count", 0), int):
        cell["execution_count"] = None
    about = cell.metadata.get("nbgrader")
    if about and not _GRADE_ID.fullmatch(str(about.get("grade_id"))):
        del cell.metadata["nbgrader"]


def mend(settings: MutableMapping[str, Any]) -> None:
    """Where Formgrader is loaded, give it our exporter."""
    stock = settings.get("nbgrader_exporter")
    if isinstance(stock, HTMLExporter):
        settings["nbgrader_exporter"] = Exporter(stock, base_url=settings["base_url"])


def handlers() -> list[tuple[str, type[PublicStaticFileHandler], dict[str, str]]]:
    """The addresses of both libraries. Anyone may have them: a frame of ours has no cookies."""
    return [
        (
            rf"{_MATHJAX}/(.*)",
            PublicStaticFileHandler,
            {"path": _in("jupyter_server_mathjax", "static")},
        ),
        (
            rf"{_PLOTLY}/(plotly\.min\.js)",
            PublicStaticFileHandler,
            {"path": _in("plotly", "package_data")},
        ),
    ]


def _in(package: str, folder: str) -> str:
    """A folder of a package that is not loaded for it."""
    spec = find_spec(package)
    assert spec is not None and spec.origin is not None
    return str(Path(spec.origin).with_name(folder))
