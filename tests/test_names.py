from __future__ import annotations

import pytest

from autograder.names import bound_names, imported_modules, names_of_modules

CASES = {
    "a = b = 1": "a b",
    "a, (b, *c) = x, (y, z)": "a b c",
    "x.y = 1; x[0] = 2": "",
    "a += 1": "a",
    "a: int": "",
    "a: int = 1": "a",
    "x.a: int = 1": "",
    "def f(p, q=(w := 1)):\n    local = 1": "f w",
    "async def f():\n    local = 1": "f",
    "def f():\n    global g\n    g = 1": "f g",
    "def f():\n    def h():\n        global g\n        g = 1": "f g",
    "class C(Base, metaclass=(m := M)):\n    attribute = 1": "C m",
    "class C:\n    global g\n    g = 1": "C g",
    "@(d := decorator)\ndef f(): pass": "d f",
    "import a.b.c": "",
    "if x:\n    import a.b as c, d": "c d",
    "from a import b, c as d": "b d",
    "from a import *": "",
    "for i, j in pairs:\n    k = i\nelse:\n    n = 1": "i j k n",
    "while (line := read()):\n    n = 1": "line n",
    "if x:\n    a = 1\nelif y:\n    b = 2\nelse:\n    c = 3": "a b c",
    "with open(x) as f, g() as (a, b): pass": "f a b",
    "async def f():\n    async with x as y: pass": "f",
    "try:\n    a = 1\nexcept E as e:\n    b = 2\nfinally:\n    c = 3": "a b c",
    "e = 2.7\ntry:\n    pass\nexcept E as e:\n    pass": "e",
    "try:\n    pass\nexcept* E as e:\n    b = 1": "b",
    "a = b = 1\ndel a": "b",
    "[x for x in y if (n := x)]": "n",
    "{k: v for k, v in d}; {s for s in d}; (g for g in d)": "",
    "f = lambda p: (q := p)": "f",
    "f = lambda p=(q := 1): p": "f q",
    "match x:\n    case {'k': v, **rest}: pass": "v rest",
    "match x:\n    case [h, *t] as whole: pass\n    case P(a=b): pass": "h t whole b",
    "match x:\n    case _: pass": "",
    "%matplotlib inline\na = 1": "a",
    "!pip install x\na = 1": "a",
    "files = !ls": "files",
    "here = %pwd": "here",
    "len?\n?len": "",
    "%%time\na = 1": "a",
    "%%capture out\na = 1": "a",
    "%%bash\na=1": "",
    "a = (": "",
    "a = '\\d'": "a",
    "a = 1\x00": "",
    "": "",
    "a = " + "(" * 5000: "",
    "a = " + "-" * 50000 + "1": "",
}  # fmt: skip


@pytest.mark.parametrize(("source", "names"), CASES.items())
def test_names_bound_at_top_level(source: str, names: str) -> None:
    """Each construct binds in the module's scope what Python would bind, and nothing else."""
    assert bound_names(source) == set(names.split())


def test_modules_imported_whole_are_told_apart() -> None:
    """A module is nobody's answer; a function imported from one may be."""
    source = "import numpy as np, math\nfrom math import sqrt\nif x:\n    import os\nnp = 1"
    assert imported_modules(source) == ("import numpy as np, math",)
    assert names_of_modules(f"{source}\nimport os.path") == {"np", "math", "os"}
    assert bound_names(source) == {"sqrt", "os", "np"}
