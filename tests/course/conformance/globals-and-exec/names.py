# %% solution="names"
### BEGIN SOLUTION
def volume(r):
    return 4 * r**3

height = 7
### END SOLUTION

# %% test="globals" points=1
assert "volume" in globals()
assert globals()["height"] == 7
assert callable(globals().get("volume"))
assert globals().get("nonexistent") is None

# %% test="dir" points=1
assert "height" in dir()
assert "volume" in dir()
assert "nonexistent" not in dir()

# %% test="locals" points=1
assert "height" in locals()
assert "height" in vars()

# %% test="eval" points=1
assert eval("volume(1)") == 4
assert eval("height + 1") == 8
assert eval("height", globals()) == 7

# %% test="exec" points=1
exec("assert volume(2) == 32")
exec("made = height * 2")
assert made == 14

# %% test="exec-rebinds" points=1
exec("height = 8")
assert height == 8
exec("height = 7")

# %% test="try-name" points=1
try:
    height
except NameError:
    raise AssertionError("Define height")
try:
    nonexistent
except NameError as error:
    assert "nonexistent" in str(error)
else:
    raise AssertionError("it exists")

# %% test="main-module" points=1
import __main__
import sys
assert __main__.volume(1) == 4
assert sys.modules["__main__"].height == 7
assert hasattr(__main__, "height")
assert not hasattr(__main__, "nonexistent")
assert __name__ == "__main__"

# %% test="in-function" points=1
def test():
    assert volume(1) == 4
    global height
    height = 9
    assert "height" in globals()
test()
assert height == 9

# %% test="global-items" points=1
functions = [name for name, value in list(globals().items()) if callable(value) and name == "volume"]
assert functions == ["volume"]

# %% test="set-by-globals" points=1
globals()["height"] = 10
assert height == 10
