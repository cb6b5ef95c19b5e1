"""What Jupyter's server loads: our addresses, and the service behind them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from jupyter_server.utils import url_path_join

from autograder.config import Autograder
from autograder.jupyter import course_handlers, grading_page, handlers
from autograder.jupyter.hidden import LiveCheck
from autograder.jupyter.service import Service

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp


def load(app: ServerApp) -> None:
    """Add the handlers. Limits come from the server's own configuration, ``c.Autograder``."""
    settings = app.web_app.settings
    wanted = Autograder(config=app.config)
    service = Service(
        root=Path(app.root_dir),
        jobs=Path(app.runtime_dir, "autograder"),
        limits=wanted.limits(),
        live=LiveCheck(wanted.service, wanted.service_token),
    )
    settings["autograder"] = service
    base = settings["base_url"]
    known = [*handlers.HANDLERS, *course_handlers.HANDLERS]
    added: list[Any] = [(url_path_join(base, path), handler) for path, handler in known]
    added += [(url_path_join(base, path), *more) for path, *more in grading_page.handlers()]
    web_app: Any = app.web_app
    web_app.add_handlers(".*$", added)


def start(app: ServerApp) -> None:
    """Called when all extensions are loaded, Formgrader among them."""
    grading_page.mend(app.web_app.settings)
