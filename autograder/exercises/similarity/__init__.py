"""Assignment ``similarity``: the angle between two vectors."""
