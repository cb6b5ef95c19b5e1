"""The service's addresses. Every one of them wants a token, in the header ``Authorization``."""

from __future__ import annotations

import asyncio
import hashlib
import json
import math
import time
from dataclasses import asdict, dataclass, field
from typing import Any

from tornado.web import Application, RequestHandler, stream_request_body

from autograder.config import Serve
from autograder.errors import (
    InfrastructureError,
    NothingToCheck,
    ServiceBusy,
    UnknownAssignment,
)
from autograder.live.answer import answer
from autograder.live.desk import Desk
from autograder.live.identity import Identity
from autograder.live.ledger import Ledger

_MB = 2**20
_SCHEMES = ("token ", "bearer ")


@dataclass(frozen=True, slots=True)
class Office:
    """What the handlers share."""

    identity: Identity
    ledger: Ledger
    desk: Desk
    settings: Serve
    asking: set[str] = field(default_factory=set)
    """Students of whom a request is at work."""


class Handler(RequestHandler):
    """Finds out who asks, before anything else."""

    student = ""

    def initialize(self, office: Office) -> None:
        self.office = office

    async def prepare(self) -> None:
        said = self.request.headers.get("Authorization", "")
        scheme = next((one for one in _SCHEMES if said.lower().startswith(one)), None)
        try:
            token = said[len(scheme) :].strip() if scheme else ""
            found = await self.office.identity.student(token) if token else None
        except InfrastructureError as error:
            self.refuse(503, error.slug, error.message, "Try it again in a moment.")
            return
        if found is None:
            step = "Ask the course for one, or for a new one."
            self.refuse(403, "no-token", "This is not the token of anybody who may ask.", step)
            return
        self.student = found

    def refuse(self, status: int, slug: str, message: str, step: str = "") -> None:
        self.set_status(status)
        self.finish({"slug": slug, "message": message, "nextStep": step, **self.may()})

    def may(self) -> dict[str, Any]:
        """How much more this student may ask."""
        if not self.student:
            return {}
        return {"allowance": asdict(self.office.ledger.allowance(self.student))}

    def set_default_headers(self) -> None:
        self.set_header("Cache-Control", "no-store")
        self.set_header("X-Content-Type-Options", "nosniff")
        self.clear_header("Server")

    def write_error(self, status_code: int, **_: Any) -> None:
        """No traceback, whatever happened: it could quote a test."""
        self.finish({"slug": "error", "message": f"The service answered {status_code}."})


class AllowanceHandler(Handler):
    """``GET allowance``: how much more this student may ask."""

    def get(self) -> None:
        self.finish(self.may())


@stream_request_body
class CheckHandler(Handler):
    """``POST check/ASSIGNMENT/NOTEBOOK`` with a notebook's bytes: marks and hints."""

    def initialize(self, office: Office) -> None:
        super().initialize(office)
        self._body = bytearray()

    async def prepare(self) -> None:
        await super().prepare()
        if self._finished:
            return
        most = self.office.settings.notebook_mb * _MB
        length = self.request.headers.get("Content-Length", "")
        if length.isdecimal() and int(length) > most:
            self._too_large()

    def data_received(self, chunk: bytes) -> None:
        if self._finished:
            return
        self._body += chunk
        if len(self._body) > self.office.settings.notebook_mb * _MB:
            self._too_large()

    def _too_large(self) -> None:
        self._body.clear()
        megabytes = self.office.settings.notebook_mb
        assignment, notebook = self.path_args
        self.office.ledger.refused(self.student, assignment, notebook, "too large")
        message = f"The notebook is larger than the {megabytes} MB that may be sent."
        self.refuse(413, "too-large", message, "Clear its outputs, and ask again.")

    async def post(self, assignment: str, notebook: str) -> None:
        if self._finished:
            return
        office, student = self.office, self.student
        if student in office.asking:
            message = "Your last question is still at work."
            self.refuse(409, "at-work", message, "Wait for its answer.")
            return
        allowance = office.ledger.allowance(student)
        if not allowance.left:
            office.ledger.refused(student, assignment, notebook, "limit")
            self._at_the_limit(allowance.per_hour, allowance.again or 0.0)
            return
        office.asking.add(student)
        try:
            await self._take_on(assignment, notebook)
        finally:
            office.asking.discard(student)

    async def _take_on(self, assignment: str, notebook: str) -> None:
        ledger, data = self.office.ledger, bytes(self._body)
        self._body.clear()
        digest = hashlib.sha256(data).hexdigest()
        number = ledger.begin(self.student, assignment, notebook, digest)
        try:
            report, level = await self.office.desk.examine(self.student, assignment, notebook, data)
            told = await asyncio.to_thread(answer, report, level)
        except (NothingToCheck, UnknownAssignment) as error:
            ledger.let_go(number, "refused", error.slug)
            status = 404 if isinstance(error, UnknownAssignment) else 422
            self.refuse(status, error.slug, error.message, error.next_step)
        except ServiceBusy as error:
            ledger.let_go(number, "failed", error.slug)
            self.refuse(503, error.slug, error.message, error.next_step)
        except Exception as error:
            ledger.let_go(number, "failed", type(error).__name__)
            self.log_exception(type(error), error, error.__traceback__)
            step = "Ask again; this one did not count."
            self.refuse(503, "failed", "This failed on our side.", step)
        else:
            ledger.answered(number, told["points"], told["max"])
            self.finish({"digest": digest, **told, **self.may()})

    def _at_the_limit(self, per_hour: int, again: float) -> None:
        wait = max(1, math.ceil(again - time.time()))
        self.set_header("Retry-After", str(wait))
        message = f"You have asked {per_hour} times within an hour, which is as often as you may."
        self.refuse(429, "limit", message, f"Ask again in {_minutes(wait)}.")


def _minutes(seconds: int) -> str:
    return f"{math.ceil(seconds / 60)} min" if seconds >= 90 else f"{seconds} s"


class Unknown(RequestHandler):
    """Everything else."""

    def prepare(self) -> None:
        self.set_status(404)
        self.finish(json.dumps({"slug": "error", "message": "There is nothing here."}))


def application(office: Office, prefix: str = "/") -> Application:
    """``prefix`` begins and ends with a slash."""
    shared = {"office": office}
    return Application(
        [
            (rf"{prefix}allowance", AllowanceHandler, shared),
            (rf"{prefix}check/([^/]+)/([^/]+)", CheckHandler, shared),
        ],
        default_handler_class=Unknown,
        log_function=_log,
    )


def _log(handler: RequestHandler) -> None:
    """Requests are in the ledger; tokens and bodies are nowhere."""
