"""Who asks: whose token a request carries."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Any, Protocol

from autograder.errors import AutograderError, InfrastructureError
from autograder.live.tokens import student_of


class Identity(Protocol):
    """Asked by the service for each request, before anything of it is read."""

    async def student(self, token: str) -> str | None:
        """The student whose token this is, if it is one's. Raises InfrastructureError where that
        cannot be found out."""


class OwnTokens:
    """Tokens by ``autograder serve --token-for``."""

    def __init__(self, root: Path) -> None:
        self._root = root

    async def student(self, token: str) -> str | None:
        return student_of(self._root, token)


class HubTokens:
    """JupyterHub's own: the token that a student's server has, or one that they made."""

    def __init__(self) -> None:
        """Raises AutograderError where the service was not started by a hub, or its library is
        not installed."""
        try:
            from jupyterhub.services.auth import HubAuth
        except ImportError as error:
            raise AutograderError(
                "A service of JupyterHub needs the package jupyterhub.",
                next_step="pip install jupyterhub, of the hub's version.",
            ) from error
        self._auth: Any = HubAuth()
        if not self._auth.access_scopes:  # or every user of the hub could ask
            raise AutograderError(
                "JupyterHub did not say who may use this service.",
                next_step="JUPYTERHUB_OAUTH_ACCESS_SCOPES comes from JupyterHub 2 or later.",
            )

    async def student(self, token: str) -> str | None:
        try:
            async with asyncio.timeout(30):
                user = await self._auth.user_for_token(token, sync=False)
        except Exception as error:  # an HTTPError of tornado's, or what its client raises
            raise InfrastructureError(f"JupyterHub does not answer: {error}.") from error
        if user is None or user.get("kind") != "user":
            return None
        allowed = self._auth.check_scopes(self._auth.access_scopes, user)
        return str(user["name"]) if allowed else None


def by_a_hub() -> bool:
    """Whether JupyterHub has started this process as its service. A person's own server has a token
    too, and no service's name."""
    return "JUPYTERHUB_API_TOKEN" in os.environ and "JUPYTERHUB_SERVICE_NAME" in os.environ
