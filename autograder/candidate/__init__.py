"""The untrusted side: the fork server, the cell runner, the wire."""
