c.CourseDirectory.student_id_exclude = "ghost,nobody"
