"""The untrusted side: what runs the student's code, and how one talks to it.

- ``values``: the schema of plain data; ``encoding``, ``decoding``, ``tables``: to it and back
- ``messages``: what both sides may say; ``wire``: frames on a socket
- ``outputs``, ``shell``: cells in IPython, with what they print and display
- ``runtime``, ``operators``: the candidate's side, which shares a process with the student's code
- ``server``, ``pages``: the fork server; ``client``: a worker's handle on it
"""
