c.Autograde.exclude_overwriting = {"ps1": ["mine.py"]}
