"""Configuration of this course; ``nbgrader`` and ``autograder`` both read it."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "word-vectors"
