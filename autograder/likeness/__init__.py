"""Who wrote alike."""
