"""An assignment in JupyterLab, in a real browser."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.course.browser.lab import serve
from tests.course.browser.notebook import CHROMIUM
from tests.course.browser.visits import careful
from tests.exercises.trying import released, run_cells, solved


@pytest.mark.skipif(not CHROMIUM, reason="there is no chromium here")
def test_a_student_who_reads_sees_figures_and_formulas_and_no_error(tmp_path: Path) -> None:
    home, folder = tmp_path / "home", tmp_path / "course"
    home.mkdir()
    folder.mkdir()
    with serve(Path(sys.executable), folder, home, gensim_data=home) as lab:  # no vectors needed
        (visit,) = careful("arrows", lab, None, width=1280)
    assert visit.errors == {}
    assert visit.figures == 6
    assert visit.raw_formulas == visit.off_machine == visit.complaints == ()
    handed_in = (folder / "arrows" / "arrows.ipynb").read_bytes()
    assert handed_in != released("arrows")
    assert run_cells(solved("arrows"), handed_in, every=True) == {}
