"""Configuration of this course; ``nbgrader`` and ``autograder`` both read it."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "word-vectors"
# nbgrader's own commands and Formgrader grade with this project's engine
c.Autograde.exporter_class = "autograder.grading.road.Exporter"
c.GenerateFeedback.exporter_class = "autograder.feedback.road.Exporter"
