"""How a process gives up what it may not have."""
