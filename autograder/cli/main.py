"""The commands of ``autograder``. Each imports what it needs when it runs: help is quick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from autograder.errors import AutograderError

if TYPE_CHECKING:
    from autograder.gradebook.course import Course

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    help="Grades notebook courses on word embeddings. Hidden tests run outside the process that "
    "ran the student's code.",
)

Assignment = Annotated[str, typer.Argument(help="Name of the assignment, as in source/NAME/.")]
Student = Annotated[str, typer.Argument(help="The student's id, as in submitted/ID/.")]
CourseFolder = Annotated[
    Path, typer.Option("--course", help="The course folder.", file_okay=False, exists=True)
]


def _opened(folder: Path) -> Course:
    """A course in which what this process writes is its group's, where the course is shared."""
    from autograder.gradebook.course import Course

    course = Course.open(folder)
    course.share()
    return course


def main() -> None:
    """Entry point: errors of ours end in one clear sentence, not in a traceback."""
    try:
        app()
    except AutograderError as error:
        from autograder.cli.printing import print_error

        print_error(error)
        sys.exit(2)


@app.command()
def demo(
    folder: Annotated[
        Path | None,
        typer.Option(help="Where to build the course; a new temporary folder if not given."),
    ] = None,
) -> None:
    """Build a course, hand in a made-up class of 24, grade it, and show who got what and why."""
    from autograder.sandbox.probe import refuse_elsewhere

    refuse_elsewhere()
    from autograder.cli.demo import run_demo

    sys.exit(run_demo(folder))


@app.command()
def glove(
    source: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Read the vectors from this file: glove.6B.50d.txt, word2vec text or binary, or "
            "a gensim .kv file (a pickle: only from a source that you trust).",
            exists=True,
            dir_okay=False,
        ),
    ] = None,
    verify: Annotated[
        bool, typer.Option("--verify", help="Check every byte, and the workshop's three cosines.")
    ] = False,
) -> None:
    """Prepare the GloVe vectors (once), also for gensim.downloader.load on this machine."""
    from autograder import embeddings
    from autograder.cli.printing import console, printed

    store = embeddings.prepare(source=source, data_dir=embeddings.user_gensim_data(), say=printed)
    if verify:
        for cosine in embeddings.verify(store, say=printed):
            console.print(str(cosine), highlight=False)


@app.command()
def grade(
    assignment: Assignment,
    course: CourseFolder = Path(),
    student: Annotated[
        list[str] | None,
        typer.Option("--student", help="Grade only this student, or a glob (repeatable)."),
    ] = None,
    notebook: Annotated[
        list[str] | None,
        typer.Option(
            "--notebook",
            help="Grade only this notebook of the assignment, or a glob (repeatable); marks in "
            "others stay.",
        ),
    ] = None,
    workers: Annotated[
        int | None, typer.Option(help="Submissions graded side by side.", min=1)
    ] = None,
    dask: Annotated[
        str | None,
        typer.Option(
            metavar="ADDRESS",
            help="Grade on the workers of this Dask scheduler, e.g. tcp://HOST:8786.",
        ),
    ] = None,
    feedback: Annotated[
        bool, typer.Option(help="Write a page for each student into feedback/.")
    ] = True,
    force: Annotated[
        bool, typer.Option("--force", help="Grade anew what has not changed, too.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Go on with what arrives, until Ctrl-C.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run",
            help="Show whose marks would change and why, as after a test was changed; write and "
            "record nothing.",
        ),
    ] = False,
    unsafe: Annotated[
        bool,
        typer.Option(
            "--unsafe",
            help="Grade even where this host cannot confine student code: it then runs with your "
            "rights.",
        ),
    ] = False,
) -> None:
    """Grade what was submitted: autograded notebooks, marks in the gradebook, a page each.

    What was graded before, and would come out the same, is not graded again."""
    if dask is not None and workers is not None:
        raise AutograderError(
            "--workers counts processes on this machine, and with --dask others grade.",
            next_step="Leave out one of them; `dask worker --nthreads N` says how many.",
        )
    if dry_run and watch:
        raise AutograderError(
            "--dry-run looks once, --watch goes on.", next_step="Leave out one of them."
        )
    from autograder.sandbox.probe import refuse_elsewhere

    refuse_elsewhere()
    from autograder.cli import grade as command

    wishes = command.Wishes(
        students=tuple(student or ()),
        notebooks=tuple(notebook or ()),
        workers=workers,
        dask=dask,
        feedback=feedback,
        unsafe=unsafe,
        force=force,
        dry_run=dry_run,
    )
    run = command.watch if watch else command.grade_once
    sys.exit(run(_opened(course), assignment, wishes))


@app.command()
def explain(student: Student, assignment: Assignment, course: CourseFolder = Path()) -> None:
    """Print what was found out about each grade cell of a student's submission, and why."""
    from autograder.cli.history import print_explanation

    print_explanation(_opened(course), student, assignment)


@app.command()
def history(student: Student, assignment: Assignment, course: CourseFolder = Path()) -> None:
    """Print from what each of a student's marks came, when, and what it was before."""
    from autograder.cli.history import print_history

    print_history(_opened(course), student, assignment)


@app.command()
def report(
    assignment: Assignment,
    course: CourseFolder = Path(),
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Where to write the page; .autograder/report/NAME.html (or NAME-anonymous.html) "
            "if not given.",
            dir_okay=False,
        ),
    ] = None,
    anonymous: Annotated[
        bool, typer.Option("--anonymous", help="Without names, ids and links, for sharing.")
    ] = False,
    against: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Compare with another class: its marks by `autograder export --to parquet`.",
            dir_okay=False,
        ),
    ] = None,
) -> None:
    """Write a page on what the class understood, from what the last grading found."""
    from autograder.cli.report import write_report

    write_report(_opened(course), assignment, to=to, without_names=anonymous, other=against)


@app.command()
def build(assignment: Assignment, course: CourseFolder = Path()) -> None:
    """Make source/NAME/ from the text form of one of the assignments that come with autograder."""
    from autograder.authoring.build import build
    from autograder.cli.printing import printed

    printed(f"wrote {build(assignment, course)}")


@app.command()
def sync(assignment: Assignment, course: CourseFolder = Path()) -> None:
    """Bring source/NAME/ and its text form into step, whichever is newer."""
    from autograder.authoring.build import sync
    from autograder.cli.printing import printed

    printed(f"{assignment}: {sync(assignment, course)}")


@app.command()
def release(assignment: Assignment, course: CourseFolder = Path()) -> None:
    """Make release/NAME/, what students get, and register the assignment in the gradebook."""
    from autograder.authoring.release import register
    from autograder.cli.printing import printed

    printed(f"wrote {register(assignment, _opened(course))}")


@app.command()
def audit(
    assignment: Assignment,
    course: CourseFolder = Path(),
    to: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write a page with all of it, an HTML file.", dir_okay=False
        ),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Compare 3 runs only to see whether marks are stable.")
    ] = False,
    at_least: Annotated[
        float | None,
        typer.Option(
            metavar="PERCENT",
            help="Of slightly wrong solutions, how many the tests must notice; else as in "
            "c.Audit.sharpness.",
            min=0,
            max=100,
        ),
    ] = None,
) -> None:
    """Ask before the release whether the tests are fair and sharp, and name what is to be mended.

    Your own solution, the empty release, slightly wrong solutions and right ones written
    differently are graded. What was graded is kept: an audit that was stopped goes on."""
    from autograder.sandbox.probe import refuse_elsewhere

    refuse_elsewhere()
    from autograder.cli.audit import print_audit

    sys.exit(print_audit(_opened(course), assignment, to=to, quick=quick, at_least=at_least))


@app.command()
def export(
    assignment: Assignment,
    to: Annotated[
        Literal["canvas", "moodle", "gradescope", "csv", "parquet"],
        typer.Option("--to", help="For which system, or as what."),
    ],
    course: CourseFolder = Path(),
    into: Annotated[
        Path | None,
        typer.Option("--into", help="The file to write; for Gradescope a folder."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a file that is there already.")
    ] = False,
    canvas_file: Annotated[
        Path | None,
        typer.Option(
            "--canvas-file",
            help="The file that Canvas's gradebook exports: the marks go into it.",
            dir_okay=False,
        ),
    ] = None,
    column: Annotated[
        str | None,
        typer.Option("--column", help="Title of the assignment's column in that file."),
    ] = None,
) -> None:
    """Write the marks for Canvas, Moodle or Gradescope, or as a table."""
    from autograder.cli import export as command
    from autograder.exports.formats import Format

    wishes = command.Wishes(
        to=Format(to), into=into, replace=replace, canvas_file=canvas_file, column=column
    )
    command.export_marks(_opened(course), assignment, wishes)


@app.command()
def similar(
    assignment: Assignment,
    course: CourseFolder = Path(),
    top: Annotated[int, typer.Option(help="How many pairs.", min=1, max=1000)] = 20,
    to: Annotated[
        Path | None,
        typer.Option("--to", help="Write them side by side into this HTML file.", dir_okay=False),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Write over a file that is there already.")
    ] = False,
) -> None:
    """Ask who has much in common that others have not: pairs of submissions, most alike first."""
    from autograder.cli.similar import print_similar

    print_similar(_opened(course), assignment, top=top, to=to, replace=replace)


@app.command()
def serve(
    course: CourseFolder = Path(),
    token_for: Annotated[
        str | None,
        typer.Option(
            "--token-for",
            metavar="STUDENT",
            help="Make a token for this student, print it, and serve nothing; an earlier one is "
            "of no use then.",
        ),
    ] = None,
    ip: Annotated[str, typer.Option(help="Where to listen.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="On which port; 0 takes a free one.")] = 8765,
) -> None:
    """Let students ask the hidden checks from JupyterLab: marks and hints, so often an hour."""
    from autograder.sandbox.probe import refuse_elsewhere

    refuse_elsewhere()
    from autograder.cli import serve as command
    from autograder.gradebook.course import Course

    found = Course.open(course)
    if token_for is not None:
        command.print_token(found, token_for)
    else:
        command.serve(found, ip=ip, port=port)


@app.command()
def doctor(course: CourseFolder = Path()) -> None:
    """Say whether this host can confine student code, and what to do where it cannot; in a
    course's folder also whether its permissions are right for several users."""
    from autograder.cli.doctor import examine_course, examine_host

    if sys.platform == "linux" and (course / "nbgrader_config.py").is_file():
        examine_course(course)
    sys.exit(examine_host())
