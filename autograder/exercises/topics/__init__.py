"""Assignment ``topics``: grouping texts by what they are about."""
