"""Building and releasing assignments."""
