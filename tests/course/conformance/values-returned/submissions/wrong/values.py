# %% answer="values"
def days(a, b):
    return (b - a).days

def tomorrow(day):
    return str(day + datetime.timedelta(days=1))

def exact(a, b):
    return a / b

def money(text):
    return float(text)

def find(pattern, text):
    return re.findall(pattern, text)

def views(mapping):
    return mapping

def lazy(items):
    return list(map(str, items)), list(filter(None, items)), list(zip(items, items)), [], []

def adder(n):
    return lambda x: x - n

def counter():
    return lambda: 1

def library():
    return "math"

def here():
    return "a/b.txt"

def deep(n):
    return [[[[]]]]

def mixed():
    return {"a": [1, [2.5, None]], 3: {"x", "y"}, (1, 2): "raw", None: 1}

def extremes():
    return 1e308, 0.0, 0.0, 1e30, 0.0

def namespace(**kw):
    return kw

def nothing():
    return None, None

def counts(text):
    return dict.fromkeys(reversed(sorted(text)), 0)

def shared():
    return [[], []]

def self_made():
    return [[[[]]]]

def args(*args, **kwargs):
    return list(args), kwargs

def fibonacci(n):
    return n
