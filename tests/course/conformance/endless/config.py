c.Execute.timeout = 5
c.Autograder.cell_seconds = 2
c.Autograder.call_seconds = 1
