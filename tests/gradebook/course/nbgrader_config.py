c = get_config()  # type: ignore[name-defined]  # noqa: F821 -- traitlets provides it
c.CourseDirectory.course_id = "words101"
