"""nbgrader's database: reading, and recording."""
