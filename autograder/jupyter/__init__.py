"""The panels in JupyterLab, and what serves them: **Check** for students, **Grading** for
instructors.

No work is done in Jupyter's server, which answers other requests meanwhile: it is done by
processes of ours, which write what they find out into a file for each job. The server reads these
files; so a page that is loaded again finds its job, and so does a server that was started again.

- ``extension``: what the server loads; ``handlers``, ``course_handlers``: its addresses
- ``paths``: which files a request may name
- ``jobs``: the file of a job; ``helper``: the server's handle on a process that does work for it
- ``worker``: that process; ``checking``: a student's notebook, checked; ``finding``: where its
  release lies; ``shown``: what the panel shows of a report
- ``hidden``: asks the course's live check service (``autograder.live``), where there is one
- ``handing``: the process that hands in, by nbgrader's exchange, and fetches feedback
- ``running``: the process of a run over a class; ``overview``: the one that reads the course
- ``grading_page``: Formgrader's page on which people grade, mended; ``cleaning``, ``frames``: what
  students wrote, made harmless for it
- ``frontend/``: the panels, in TypeScript; ``labextension/``: the same, built
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jupyter_server.serverapp import ServerApp

NAME = "word-vector-autograder"
"""What JupyterLab calls the extension."""


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    return [{"module": __name__}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    return [{"src": str(Path("labextension")), "dest": NAME}]


def _load_jupyter_server_extension(app: ServerApp) -> None:
    from autograder.jupyter.extension import load

    load(app)


async def _start_jupyter_server_extension(app: ServerApp) -> None:
    from autograder.jupyter.extension import start

    start(app)
