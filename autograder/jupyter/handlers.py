"""The addresses of jobs and of the Check panel. All of them want Jupyter's authentication."""

from __future__ import annotations

import json
from typing import Any

from jupyter_server.base.handlers import APIHandler
from tornado.iostream import StreamClosedError
from tornado.web import HTTPError, authenticated

from autograder.errors import AutograderError
from autograder.jupyter.helper import Helper
from autograder.jupyter.jobs import Job
from autograder.jupyter.paths import below
from autograder.jupyter.service import Service
from autograder.jupyter.worker import told

ID = "([0-9a-f-]+)"


class Handler(APIHandler):
    """What all of them share. Errors of ours are answers that the panels show."""

    @property
    def service(self) -> Service:
        found: Service = self.settings["autograder"]
        return found

    def asked(self) -> dict[str, Any]:
        """The request's JSON object."""
        body = self.get_json_body()
        return body if isinstance(body, dict) else {}

    def refuse(self, error: AutograderError) -> None:
        """Answer with an error of ours."""
        self.set_status(422)
        self.finish(json.dumps(told(error)))

    async def relay(self, helper: Helper, do: str, path: object) -> bool:
        """Answer with what a process of ours says of a notebook; whether it is no error."""
        try:
            answer = await helper.ask(do, path=str(below(self.service.root, path)))
        except AutograderError as error:
            self.refuse(error)
            return False
        if "error" in answer:
            self.set_status(422)
        self.finish(json.dumps(answer.get("error") or answer["found"]))
        return "error" not in answer

    def job(self, name: str) -> Job:
        """The job with this id."""
        job = self.service.jobs.find(name)
        if job is None:
            raise HTTPError(404, "There is no such job.")
        return job


class JobsHandler(Handler):
    """``GET jobs?kind=check&subject=PATH``: the job that was begun last, and how it ended, so that
    a page which was loaded again finds it."""

    @authenticated
    def get(self) -> None:
        kind, subject = self.get_query_argument("kind"), self.get_query_argument("subject")
        job = self.service.jobs.latest(kind, subject)
        events = self.service.jobs.events(job.id) if job else ()
        end = next((event for event in events if event["event"] == "end"), None)
        self.finish(json.dumps({"id": job.id if job else None, "end": end}))


class JobHandler(Handler):
    """``DELETE jobs/ID``: cancel it."""

    @authenticated
    def delete(self, name: str) -> None:
        self.service.cancel(self.job(name))
        self.set_status(204)
        self.finish()


class EventsHandler(Handler):
    """``GET jobs/ID/events?after=N``: what came of it and what comes, as server-sent events."""

    @authenticated
    async def get(self, name: str) -> None:
        job = self.job(name)
        after = self.get_query_argument("after", "0")
        if not after.isdecimal():
            raise HTTPError(400, "after is a number.")
        self.set_header("Content-Type", "text/event-stream")
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Accel-Buffering", "no")
        try:
            async for told in self.service.follow(job, int(after)):
                if told is None:
                    self.write(": still at work\n\n")
                else:
                    number, event = told
                    self.write(f"id: {number}\ndata: {json.dumps(event)}\n\n")
                await self.flush()
        except StreamClosedError:  # the page was closed
            return
        self.finish(set_content_type="text/event-stream")


class CheckHandler(Handler):
    """``POST check`` with a notebook's path: begin, or find the check that is at work."""

    @authenticated
    def post(self) -> None:
        try:
            job = self.service.check(self.asked().get("path"))
        except AutograderError as error:
            self.refuse(error)
        else:
            self.finish(json.dumps({"id": job.id}))


class AskHandler(Handler):
    """``GET check/hidden``: whether there is a live check, and how often it may be asked; ``POST
    check/hidden`` with a notebook's path: ask it."""

    @authenticated
    async def get(self) -> None:
        live = self.service.live
        self.finish({"known": live.known, **(await live.allowance() if live.known else {})})

    @authenticated
    def post(self) -> None:
        try:
            job = self.service.ask(self.asked().get("path"))
        except AutograderError as error:
            self.refuse(error)
        else:
            self.finish(json.dumps({"id": job.id}))


class AboutHandler(Handler):
    """``GET check/about?path=PATH``: what can be said of a notebook before it is checked. The
    worker gets ready for it meanwhile."""

    @authenticated
    async def get(self) -> None:
        path = self.get_query_argument("path")
        if await self.relay(self.service.checker, "about", path):
            self.service.warm_up(str(below(self.service.root, path)))


class WorkHandler(Handler):
    """``GET work?path=PATH``: the assignment of a notebook, its notebooks, and what was handed in;
    ``POST work`` with a path and what to ``do``: ``submit``, or fetch its ``feedback``. The answer
    is the same."""

    @authenticated
    async def get(self) -> None:
        await self.relay(self.service.counter, "look", self.get_query_argument("path"))

    @authenticated
    async def post(self) -> None:
        asked = self.asked()
        if asked.get("do") not in ("submit", "feedback"):
            raise HTTPError(400, "submit or feedback, please.")
        await self.relay(self.service.counter, asked["do"], asked.get("path"))


HANDLERS = [
    (r"autograder/jobs", JobsHandler),
    (rf"autograder/jobs/{ID}", JobHandler),
    (rf"autograder/jobs/{ID}/events", EventsHandler),
    (r"autograder/check", CheckHandler),
    (r"autograder/check/about", AboutHandler),
    (r"autograder/check/hidden", AskHandler),
    (r"autograder/work", WorkHandler),
]
