c.AssignLatePenalties.plugin_class = "penalties.Halves"
