# %%
import io
import sys
from contextlib import redirect_stdout, redirect_stderr

# %% solution="printing"
def table(n):
    """Print the squares."""
    ### BEGIN SOLUTION
    for i in range(n):
        print(i, i * i)
    ### END SOLUTION

def both():
    ### BEGIN SOLUTION
    print("out")
    print("err", file=sys.stderr)
    sys.stdout.write("written\n")
    ### END SOLUTION

# %% test="redirect" points=1
buffer = io.StringIO()
with redirect_stdout(buffer):
    table(3)
assert buffer.getvalue() == "0 0\n1 1\n2 4\n"

# %% test="assigned" points=1
kept = sys.stdout
sys.stdout = captured = io.StringIO()
try:
    table(2)
finally:
    sys.stdout = kept
assert captured.getvalue().splitlines() == ["0 0", "1 1"]

# %% test="both" points=1
out, err = io.StringIO(), io.StringIO()
with redirect_stdout(out), redirect_stderr(err):
    both()
assert out.getvalue() == "out\nwritten\n"
assert err.getvalue() == "err\n"

# %% test="ipython" points=1
from IPython.utils.capture import capture_output
with capture_output() as captured:
    table(1)
assert captured.stdout == "0 0\n"

# %%
# %%capture cap
table(2)

# %% test="magic" points=1
assert cap.stdout == "0 0\n1 1\n"

# %% test="magic-in-test" points=1
# %%capture own
table(1)

# %% test="magic-in-test-read" points=1
assert own.stdout == "0 0\n"

# %% test="shown" points=1
print("before")
table(1)
print("after")

# %% test="order" points=1
buffer = io.StringIO()
with redirect_stdout(buffer):
    print("mine")
    table(1)
    print("mine again")
assert buffer.getvalue() == "mine\n0 0\nmine again\n"
