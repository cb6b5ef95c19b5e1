"""Assignment ``retrieval``: finding the chunk of text that answers a question."""
