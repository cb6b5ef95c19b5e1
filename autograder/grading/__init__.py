"""The pipeline that grades a class."""
