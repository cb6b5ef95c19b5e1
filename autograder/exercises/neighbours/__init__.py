"""Assignment ``neighbours``: who lives near a word, and what a sum of words really shows."""
