# %% solution="first"
### BEGIN SOLUTION
a = 1
### END SOLUTION

# %% test="a" points=1
assert a == 1

# %% solution="second"
### BEGIN SOLUTION
def f():
    return 2
### END SOLUTION

# %% test="f" points=1
assert f() == 2

# %% test="catches" points=1
try:
    f()
except BaseException:
    raise AssertionError("f raised")

# %% test="a-again" points=1
assert a == 1

# %%
import pytest

# %% solution="third"
### BEGIN SOLUTION
import sys

class Stop(BaseException):
    pass

def leave(code):
    sys.exit(code)

def cancel(reason):
    raise KeyboardInterrupt(reason)

def close():
    raise GeneratorExit

def stop(why):
    raise Stop(why, 7)

def guarded(function):
    log = []
    try:
        function()
    except SystemExit as error:
        log.append(error.code)
    return log
### END SOLUTION

# %% test="code" points=1
with pytest.raises(SystemExit) as caught:
    leave(3)
assert caught.value.code == 3
assert caught.value.args == (3,)

# %% test="no-code" points=1
with pytest.raises(SystemExit) as caught:
    leave(None)
assert caught.value.code is None

# %% test="cancelled" points=1
with pytest.raises(KeyboardInterrupt, match="by hand"):
    cancel("by hand")

# %% test="closed" points=1
try:
    close()
except Exception:
    raise AssertionError("an Exception")
except BaseException as error:
    assert type(error) is GeneratorExit

# %% test="own" points=1
with pytest.raises(Stop) as caught:
    stop("enough")
assert caught.value.args == ("enough", 7)
assert not isinstance(caught.value, Exception)

# %% test="swallowed" points=1
try:
    leave(1)
except Exception:
    pass

# %% test="through" points=1
def of_the_test():
    sys_exit = SystemExit("from the test")
    raise sys_exit
assert guarded(of_the_test) == ["from the test"]

# %% test="after" points=1
assert callable(leave)
