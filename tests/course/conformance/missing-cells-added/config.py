c.OverwriteCells.add_missing_cells = True
