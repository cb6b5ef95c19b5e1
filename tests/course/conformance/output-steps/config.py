c.IgnorePattern.pattern = ".*FutureWarning.*"
c.LimitOutput.max_lines = 10
c.LimitOutput.max_traceback = 4
