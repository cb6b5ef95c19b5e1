"""An exchange of nbgrader's with the small course's release in it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from traitlets.config import Config

from autograder.authoring.release import register
from autograder.gradebook.course import Course
from autograder.gradebook.database import scripts_on_path
from tests.grading.conftest import api
from tests.jupyter.courses import course

DUE = "2030-01-02T03:04+00:00"
PAGE = "<!doctype html><html lang=en><title>Feedback</title><h1>Feedback for you</h1></html>"


class Exchange:
    """The instructor's side of it."""

    def __init__(self, base: Path) -> None:
        self.root = base / "exchange"
        self.root.mkdir()
        self.root.chmod(0o777)
        self.course = course(base / "course", students=())
        self._set_due()
        assert self._api().release_assignment("ps1")["success"]

    def settings(self, config: Path) -> None:
        """Tell a student's Jupyter where it is."""
        config.mkdir(parents=True, exist_ok=True)
        settings = {"Exchange": {"root": str(self.root)}}
        (config / "nbgrader_config.json").write_text(json.dumps(settings))

    def fetch(self, folder: Path) -> Path:
        """The assignment, as a student fetches it."""
        return Path(shutil.copytree(self.root / "words101" / "outbound" / "ps1", folder / "ps1"))

    def give_feedback(self) -> None:
        """Collect, and release a page for each notebook."""
        assert self._api().collect("ps1")["success"]
        for submitted in (self.course / "submitted").glob("*/ps1"):
            folder = self.course / "feedback" / submitted.parent.name / "ps1"
            folder.mkdir(parents=True)
            for name in ("timestamp.txt", "submission_secret.txt"):
                shutil.copy(submitted / name, folder)
            for notebook in submitted.glob("*.ipynb"):
                (folder / f"{notebook.stem}.html").write_text(PAGE)
        assert self._api().release_feedback("ps1")["success"]

    def _api(self) -> Any:
        config = Config()
        config.Exchange.root = str(self.root)
        return api(self.course, config)

    def _set_due(self) -> None:
        from nbgrader.api import Gradebook

        with scripts_on_path(), Gradebook(f"sqlite:///{self.course}/gradebook.db") as book:
            book.update_or_create_assignment("ps1", duedate="2030-01-02 03:04:00 UTC")
        register("ps1", Course.open(self.course))
