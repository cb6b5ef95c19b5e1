"""Assignment ``analogies``: king - man + woman, told fairly."""
