c.LateSubmissionPlugin.penalty_method = "zero"
