c.CourseDirectory.db_assignments = [dict(name="ps1", duedate="2024-03-01 12:00:00 UTC")]
c.LateSubmissionPlugin.penalty_method = "zero"
