"""Assignment ``arrows``: words as arrows in three dimensions."""
