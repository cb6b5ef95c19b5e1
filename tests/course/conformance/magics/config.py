c.Autograder.processes = True
