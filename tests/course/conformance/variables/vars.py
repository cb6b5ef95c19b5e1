# %% solution="bound"
### BEGIN SOLUTION
answer = 42
ratio = 0.1 + 0.2
name = "Ada"
nothing = None
flag = True
big = 2**200
z = 3 + 4j
raw = b"\x00\xff"
primes = [2, 3, 5]
table = {"a": [1, 2], "b": {"c": (3, 4)}}
pair = (1, [2, 3])
letters = {"x", "y"}
frozen = frozenset([1])
steps = range(0, 10, 3)
cut = slice(1, 2)
rows = [[0] * 2 for _ in range(2)]
log = []

def total():
    return sum(primes)

def note(text):
    log.append(text)
    return len(log)

def lookup():
    return answer
### END SOLUTION

# %% test="plain" points=1
assert answer == 42 and isinstance(answer, int)
assert abs(ratio - 0.3) < 1e-9
assert name.upper() == "ADA"
assert nothing is None
assert flag is True
assert big == 2**200
assert z.imag == 4
assert raw[1] == 255

# %% test="containers" points=1
assert table["b"]["c"] == (3, 4)
assert type(primes) is list and type(pair) is tuple and type(letters) is set
assert type(frozen) is frozenset
assert list(steps) == [0, 3, 6, 9] and type(steps) is range
assert [1, 2, 3][cut] == [2]

# %% test="identity" points=1
assert primes is primes
alias = primes
assert alias is primes
assert rows[0] is not rows[1]

# %% test="changed-and-read" points=1
primes.append(7)
assert primes == [2, 3, 5, 7]
table["a"].append(3)
assert table["a"] == [1, 2, 3]

# %% test="changed-and-called" points=1
assert total() == 17
primes[:] = [1, 1]
assert total() == 2

# %% test="rebound-and-called" points=1
answer = 43
assert lookup() == 43
primes = [10]
assert total() == 10

# %% test="log" points=1
assert note("one") == 1
assert log == ["one"]
log.clear()
assert note("two") == 1
assert log[-1] == "two"

# %% test="rows" points=1
rows[0][1] = 5
assert rows == [[0, 5], [0, 0]]

# %% test="aliased" points=1
held = table["b"]
held["d"] = 1
assert table["b"]["d"] == 1
assert held is table["b"]

# %% test="augmented" points=1
answer += 1
assert lookup() == 44
primes += [20]
assert total() == 30
