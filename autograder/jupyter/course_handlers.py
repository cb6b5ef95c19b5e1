"""The addresses of the Grading panel. They answer where the server shows a course's folder."""

from __future__ import annotations

import json
from pathlib import PurePosixPath
from typing import Any

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError, authenticated

from autograder.errors import AutograderError
from autograder.jupyter.handlers import Handler
from autograder.jupyter.paths import below

OURS = frozenset(PurePosixPath(".autograder", kind) for kind in ("report", "audit"))
"""Where reports and audits are written."""
KINDS = ("grade", "report", "audit")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; "
_POLICY += "form-action 'none'; frame-ancestors 'self'"


class CourseHandler(Handler):
    """``GET course``: whether there is one; ``GET course?of=all``: its assignments."""

    @authenticated
    async def get(self) -> None:
        if self.service.course is None or self.get_query_argument("of", "") != "all":
            self.finish(json.dumps({"course": self.service.course is not None}))
        else:
            await self.tell("overview")

    async def tell(self, do: str, **order: Any) -> None:
        """What the process that reads the course says."""
        if self.service.course is None:
            raise HTTPError(404, "There is no course here.")
        try:
            answer = await self.service.course.ask(do, **order)
        except AutograderError as error:
            self.refuse(error)
            return
        if "error" in answer:
            self.set_status(422)
        self.finish(json.dumps(answer.get("error") or answer["found"]))


class MarksHandler(CourseHandler):
    """``GET course/marks?assignment=NAME``."""

    @authenticated
    async def get(self) -> None:
        await self.tell("marks", assignment=self.get_query_argument("assignment"))


class RunHandler(Handler):
    """``POST course/run`` with ``kind``, ``assignment`` and for grading ``students`` and ``force``:
    begin, or find what is at work."""

    @authenticated
    async def post(self) -> None:
        asked = self.asked()
        kind, assignment = asked.get("kind"), asked.get("assignment")
        students, force = asked.get("students", []), asked.get("force", False)
        known = kind in KINDS and isinstance(assignment, str) and isinstance(students, list)
        if not known or not all(isinstance(one, str) for one in students):
            raise HTTPError(400, "kind, assignment and students, please.")
        try:
            job = self.service.run(str(kind), str(assignment), students=students, force=bool(force))
        except AutograderError as error:
            self.refuse(error)
        else:
            self.finish(json.dumps({"id": job.id}))


class PageHandler(JupyterHandler):
    """``GET pages/PATH``: a page that we have written, to be shown in a tab: in a course all of
    them, elsewhere what a student has fetched, ``ASSIGNMENT/feedback/TIME/NAME.html``. A student's
    page has no scripts, and gets none; reports and audits have their own, and name them in their
    policies."""

    _scripts = False

    @property
    def content_security_policy(self) -> str:
        if self._scripts:
            return f"{_POLICY}; script-src 'unsafe-inline'"
        return f"{_POLICY}; sandbox allow-same-origin allow-popups"

    @authenticated
    def get(self, path: str) -> None:
        service = self.settings["autograder"]
        try:
            file = below(service.root, path)
        except AutograderError as error:
            raise HTTPError(404) from error
        in_course = service.course is not None
        self._scripts = in_course and PurePosixPath(path).parent in OURS
        parts = PurePosixPath(path).parts
        hidden = any(part.startswith(".") for part in parts)
        fetched = len(parts) > 3 and parts[-3] == "feedback"
        known = fetched if not in_course else self._scripts or not hidden
        if not known or file.suffix != ".html":
            raise HTTPError(404)
        try:
            text = file.read_text("utf-8")
        except OSError as error:
            raise HTTPError(404) from error
        self.set_header("Content-Security-Policy", self.content_security_policy)
        self.set_header("Content-Type", "text/html; charset=utf-8")
        self.set_header("Cache-Control", "no-store")
        self.finish(text)


HANDLERS = [
    (r"autograder/course", CourseHandler),
    (r"autograder/course/marks", MarksHandler),
    (r"autograder/course/run", RunHandler),
    (r"autograder/pages/(.+)", PageHandler),
]
