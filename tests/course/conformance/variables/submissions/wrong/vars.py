# %% answer="bound"
answer = "42"
ratio = 0.3001
name = "Ada"
nothing = 0
flag = 1
primes = (2, 3, 5)
table = {"a": [1, 2]}
pair = [1, [2, 3]]
letters = ["x", "y"]
steps = [0, 3, 6, 9]
rows = [[0] * 2] * 2
log = []

def total():
    return 10

def note(text):
    return 1

def lookup():
    return 42
