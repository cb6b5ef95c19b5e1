"""Solutions and tests that must pass as they do where the test runs in the student's process."""

SEEN_AS_INSIDE = {
    "plain call": ("def f(x): return x + 1", "assert f(2) == 3"),
    "keywords": ("def f(a, *, b=2): return a * b", "assert f(3, b=5) == 15 and f(3) == 6"),
    "array": ("def f(x): return x * 2", "assert np.array_equal(f(np.arange(3)), [0, 2, 4])"),
    "type of the answer": ("def f(): return np.float32(1)", "assert type(f()) is np.float32"),
    "plain variable": ("values = [1, 2]", "assert values == [1, 2]"),
    "changed argument": (
        "def f(a, d):\n    a *= 2\n    d['new'] = a",
        "a = np.ones(2); d = {'old': 1}\nassert f(a, d) is None\n"
        "assert a.tolist() == [2, 2] and d['old'] == 1 and d['new'].tolist() == [2, 2]",
    ),
    "nested change": (
        "def f(rows):\n    rows[1].append(3)",
        "rows = [[1], [2]]; second = rows[1]; f(rows)\nassert rows == [[1], [2, 3]] is not None\n"
        "assert second == [2, 3]",
    ),
    "unchanged argument": ("def f(a): return a * 2", "a = np.ones(2); f(a); assert a.sum() == 2"),
    "read-only argument": (
        "def f(a): a[0] = 5",
        "a = np.ones(2); a.flags.writeable = False\n"
        "try: f(a)\nexcept ValueError: pass\nelse: assert False",
    ),
    "the same object comes back": ("def f(x): return x", "x = [1]; assert f(x) is x"),
    "builtin exception": (
        "def f(): raise KeyError('gone')",
        "try: f()\nexcept KeyError as e: assert e.args == ('gone',)\nelse: assert False",
    ),
    "exception of the student's": (
        "class Bad(ValueError): pass\ndef f(): raise Bad('no')",
        "try: f()\nexcept ValueError as e: assert type(e).__name__ == 'Bad' and str(e) == 'no'\n"
        "else: assert False",
    ),
    "pytest.raises": (
        "def f(): raise ZeroDivisionError('by nothing')",
        "import pytest\nwith pytest.raises(ZeroDivisionError, match='nothing'): f()",
    ),
    "instance": (
        "class P:\n    def __init__(self, a): self.a = a\n    def twice(self): return 2 * self.a\n"
        "    def __len__(self): return 7\n    def __add__(self, other): return P(self.a + other.a)",
        "p = P(3)\nassert p.a == 3 and p.twice() == 6 and len(p) == 7 and isinstance(p, P)\n"
        "p.a = 5\nassert (p + P(1)).a == 6 and not isinstance(3, P)",
    ),
    "equality of two of the student's": (
        "class P:\n    def __init__(self, a): self.a = a\n"
        "    def __eq__(self, other): return self.a == other.a",
        "assert P(1) == P(1) and P(1) != P(2)",
    ),
    "generator": (
        "def f():\n    got = yield 1\n    yield got",
        "g = f(); assert next(g) == 1 and g.send(5) == 5\nassert list(f()) == [1, None]",
    ),
    "callback": ("def f(g): return g(3) + 1", "assert f(lambda v: v * 2) == 7"),
    "callback that fails": (
        "def f(g):\n    try: g()\n    except Exception as e: return str(e)",
        "def g(): raise ValueError('oops')\nassert 'oops' in f(g)",
    ),
    "helper function of the test": (
        "def f(x): return x",
        "def helper(n): return [f(i) for i in range(n)]\nassert helper(3) == [0, 1, 2]",
    ),
    "captured print": (
        "def f(): print('hello')",
        "import io, contextlib\nwith contextlib.redirect_stdout(io.StringIO()) as out: f()\n"
        "assert out.getvalue() == 'hello\\n'",
    ),
    "patched global": (
        "def base(): return 1\ndef f(): return base() + 1",
        "from unittest import mock\nwith mock.patch('__main__.base', lambda: 10):\n"
        "    assert f() == 11\nassert f() == 2",
    ),
    "deleted name": (
        "def base(): return 1\ndef f(): return base()",
        "del base\ntry: f()\nexcept NameError: pass\nelse: assert False",
    ),
    "rebound name": ("k = 1\ndef f(): return k", "k = 5\nassert f() == 5"),
    "numpy's dtype as an argument": (
        "def f(t): return np.zeros(2, t)", "assert f(np.int8).dtype == np.int8",
    ),
    "builtins in the answer": ("def f(): return int", "assert f() is int"),
    "__main__": ("def f(): return 1", "if __name__ == '__main__':\n    assert f() == 1\nelse: 0/0"),
    "array-like object": (
        "class V:\n    def __array__(self, dtype=None, copy=None): return np.arange(3.0)",
        "assert np.allclose(V(), [0, 1, 2])",
    ),
    "strided argument": ("def f(a): return a.strides[0]", "assert f(np.arange(4.0)[::-1]) == -8"),
    "data frame": (
        "def f(d): return d[d['n'] > 1]",
        "import pandas as pd\nd = pd.DataFrame({'n': [1, 2], 'w': ['a', 'b']})\n"
        "pd.testing.assert_frame_equal(f(d), d.iloc[1:])",
    ),
    "changed data frame": (
        "def f(d): d['twice'] = d['n'] * 2",
        "import pandas as pd\nd = pd.DataFrame({'n': [1, 2]})\nassert f(d) is None\n"
        "assert d['twice'].tolist() == [2, 4]",
    ),
    "series": (
        "import pandas as pd\ndef f(): return pd.Series([1.5], name='x')",
        "s = f()\nassert s.name == 'x' and s.mean() == 1.5",
    ),
    "magics": ("def f(): print('x')", "%%capture kept\nf()"),
    "changed variable": (
        "values = [1, 2]\ndef f(): return sum(values)",
        "values.append(3)\nassert values == [1, 2, 3] and f() == 6",
    ),
    "nested variable": (
        "k = {'a': [1]}\ndef f(): return k['a']",
        "k['a'].append(2)\nassert f() == [1, 2] and f() is k['a']",
    ),
    "array variable": (
        "k = np.zeros(3)\ndef f(): return k.sum()", "k[1] = 5\nassert f() == 5 == k[1]",
    ),
    "variable that a function changes": (
        "values = [3, 1]\ndef f(): values.sort()", "v = values\nf()\nassert v == [1, 3] == values",
    ),
    "attribute that is changed": (
        "class P:\n    def __init__(self): self.items = []\n"
        "    def size(self): return len(self.items)",
        "p = P()\np.items.append(3)\nassert p.size() == 1 and p.items == [3]",
    ),
    "argument that is kept": (
        "class P:\n    def __init__(self, items): self.items = list(items); self.same = items",
        "a = [1]\np = P(a)\na.append(2)\n"
        "assert p.items == [1] and p.same == [1, 2] and p.same is a",
    ),
    "answer that is changed": (
        "k = [1]\ndef f(): return k", "r = f()\nr.append(2)\nassert f() == [1, 2]",
    ),
    "callback that changes its argument": (
        "def f(g):\n    a = [3, 1, 2]\n    g(a)\n    return a",
        "assert f(lambda a: a.sort()) == [1, 2, 3] and f(lambda a: None) == [3, 1, 2]",
    ),
    "callback that sees a change": (
        "def f(a, g):\n    a.append(1)\n    return g()", "a = []\nassert f(a, lambda: len(a)) == 1",
    ),
    "exception of the test's own": (
        "def f(g):\n    return g()",
        "class Mine(Exception): pass\ndef g(): raise Mine('own')\n"
        "try: f(g)\nexcept Mine as e: assert str(e) == 'own'\nelse: assert False",
    ),
    "builtin exception of a callback": (
        "def f(g):\n    try: return g()\n    except ZeroDivisionError: return 'caught'",
        "assert f(lambda: 1 / 0) == 'caught'",
    ),
    "object of the test's own": (
        "def f(node):\n    total = 0\n    while node is not None:\n        total += node.value\n"
        "        node.seen = True\n        node = node.next\n    return total",
        "class Node:\n"
        "    def __init__(self, value, next=None): self.value, self.next = value, next\n"
        "list_ = Node(1, Node(2))\nassert f(list_) == 3 and list_.next.seen",
    ),
    "generator of random numbers": (
        "def f(rng):\n    a = [1, 2, 3, 4]\n    rng.shuffle(a)\n    return a + [rng.normal()]",
        "expected = [1, 2, 3, 4]\nrng = np.random.default_rng(0)\nrng.shuffle(expected)\n"
        "assert f(np.random.default_rng(0)) == expected + [rng.normal()]",
    ),
    "iterator of the test's": ("def f(i): return list(i)", "assert f(iter([1, 2])) == [1, 2]"),
    "file of the test's": (
        "def f(file): return [line.strip() for line in file]",
        "import io\nassert f(io.StringIO('a\\nb')) == ['a', 'b']",
    ),
    "counter": (
        "from collections import Counter\ndef f(x): return Counter(x)",
        "assert f('aab') == {'a': 2, 'b': 1} and f('aab').most_common(1) == [('a', 2)]",
    ),
    "default dict": (
        "from collections import defaultdict\ndef f():\n    d = defaultdict(list)\n"
        "    d['a'].append(1)\n    return d",
        "d = f()\nassert d == {'a': [1]} and d['b'] == []",
    ),
    "deque": (
        "from collections import deque\ndef f(d): d.appendleft(0); return d",
        "from collections import deque\nd = deque([1]); assert f(d) is d and list(d) == [0, 1]",
    ),
    "views of a dict": (
        "def f(d): return d.keys()", "assert f({'a': 1}) == {'a'} and list(f({'b': 2})) == ['b']",
    ),
    "dates and fractions": (
        "import datetime, fractions, decimal\ndef f(d): return d + datetime.timedelta(days=1)\n"
        "def k(): return fractions.Fraction(1, 3), decimal.Decimal('0.1')",
        "import datetime\nfrom fractions import Fraction\nfrom decimal import Decimal\n"
        "assert f(datetime.date(2026, 1, 31)) == datetime.date(2026, 2, 1)\n"
        "assert k() == (Fraction(1, 3), Decimal('0.1'))",
    ),
    "named tuple": (
        "from collections import namedtuple\nP = namedtuple('P', 'x y')\n"
        "def f(p): return P(p.y, p.x)\n"
        "def k(p): return isinstance(p, P)",
        "p = f(P(1, 2))\nassert p == (2, 1) and p.x == 2 and isinstance(p, P) and k(p)\n"
        "assert p._replace(x=5) == (5, 1) and repr(p) == 'P(x=2, y=1)'",
    ),
    "named tuple of the test's": (
        "def f(p): return p._replace(x=p.x + p.y)",
        "from typing import NamedTuple\nclass Q(NamedTuple):\n    x: int\n    y: int\n"
        "q = f(Q(1, 2))\nassert q == Q(3, 2) and isinstance(q, Q)",
    ),
    "exception class of the student's": (
        "class Bad(ValueError):\n"
        "    def __init__(self, code): self.code = code; super().__init__('no')\n"
        "class P(Bad): pass\ndef f(): raise P(7)",
        "import pytest\nwith pytest.raises(Bad, match='no') as caught: f()\n"
        "assert caught.value.code == 7 and caught.type is P and issubclass(P, Bad)\n"
        "try: f()\nexcept P as e: assert isinstance(e, ValueError) and type(e) is P\n"
        "else: assert False",
    ),
    "exception class of the student's that is not raised": (
        "class Bad(Exception): pass\ndef f(): raise KeyError('k')",
        "try: f()\nexcept Bad: assert False\nexcept KeyError: pass\nelse: assert False",
    ),
    "mock as an argument": (
        "def f(log): log.info('hello', 3)",
        "from unittest import mock\nlog = mock.Mock()\nf(log)\n"
        "log.info.assert_called_once_with('hello', 3)",
    ),
    "format and other operators": (
        "class P:\n    def __init__(self, x): self.x = x\n"
        "    def __format__(self, spec): return f'<{self.x:{spec}}>'\n"
        "    def __iadd__(self, other): self.x += other; return self\n"
        "    def __round__(self, n=None): return round(self.x, n)\n"
        "    def __reversed__(self): return iter([2, 1])\n",
        "import copy\np = P(1.25)\nassert f'{p:.1f}' == '<1.2>' and round(p, 1) == 1.2\n"
        "q = p\np += 2\nassert p is q and p.x == 3.25 and list(reversed(p)) == [2, 1]\n"
        "c = copy.deepcopy(p)\nc.x = 0\nassert p.x == 3.25",
    ),
    "data class": (
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int\n    y: int = 0",
        "import dataclasses\np = P(1)\nassert p == P(1, 0) and repr(p) == 'P(x=1, y=0)'\n"
        "assert dataclasses.asdict(p) == {'x': 1, 'y': 0} and dataclasses.is_dataclass(p)\n"
        "assert [f.name for f in dataclasses.fields(P)] == ['x', 'y']\n"
        "assert dataclasses.replace(p, y=5).y == 5",
    ),
    "kind of list compared": (
        "class P(list): pass\nclass V(dict):\n    def __missing__(self, key): return 0",
        "assert P([1]) == [1] != P([2]) and V(a=1) == {'a': 1} and V()['b'] == 0\n"
        "assert P([1]) < [2]",
    ),
    "family of exceptions": (
        "class Bad(Exception):\n"
        "    def __init__(self, name): self.name = name; super().__init__(name)\n"
        "class P(Bad, ValueError): pass\ndef f(): raise P('x')",
        "for family in (P, Bad, ValueError, Exception):\n    try: f()\n"
        "    except family as e: assert e.name == 'x'\n    else: assert False\n"
        "try: raise Bad('mine')\nexcept Bad as e: assert e.name == 'mine' and str(e) == 'mine'",
    ),
    "library's class": (
        "import collections\nclass P(collections.UserDict): pass\ndef f(): return P(a=1)",
        "import collections\nassert isinstance(f(), collections.UserDict) and f()['a'] == 1\n"
        "assert not isinstance(f(), collections.UserList)",
    ),
    "table with levels": (
        "def f(d): return d.groupby('a').agg({'n': ['mean', 'max']})",
        "import pandas as pd\nr = f(pd.DataFrame({'a': [1, 1, 2], 'n': [1, 2, 5]}))\n"
        "assert r.columns.tolist() == [('n', 'mean'), ('n', 'max')]\n"
        "assert r.loc[1, ('n', 'max')] == 2",
    ),
    "sparse matrix": (
        "from scipy import sparse\ndef f(m): return (m * 2).tocsc()",
        "from scipy import sparse\nr = f(sparse.csr_matrix(np.eye(2)))\n"
        "assert sparse.issparse(r) and r.toarray().tolist() == [[2, 0], [0, 2]] and r.nnz == 2",
    ),
    "views": (
        "def f(a, b):\n    a[:] = 1\n    return b.sum()\ndef k(a): return a[0]",
        "b = np.zeros(4)\nassert f(b[:2], b) == 2 and b.tolist() == [1, 1, 0, 0]\n"
        "m = np.zeros((2, 2))\nrow = k(m)\nrow[0] = 7\n"
        "assert m[0, 0] == 7 and np.shares_memory(row, m)",
    ),
    "seeded to the same again": (
        "def f(): return np.random.rand()",
        "np.random.seed(1)\na = f()\nnp.random.seed(1)\nassert f() == a != f()",
    ),
    "method given by the test": (
        "class P: pass", "P.size = lambda self: self.k\np = P()\np.k = 3\nassert p.size() == 3",
    ),
    "marker": ("def f(x): return x", "m = object()\nassert f(m) is m"),
    "block that swallows an error": (
        "class P:\n    def __enter__(self): return self\n"
        "    def __exit__(self, kind, error, trace): self.kind = kind; return kind is KeyError",
        "p = P()\nwith p: raise KeyError('k')\nassert p.kind is KeyError\n"
        "try:\n    with p: raise ValueError\nexcept ValueError: pass\nelse: assert False",
    ),
    "cause of an error": (
        "def f():\n    try: 1 / 0\n"
        "    except ZeroDivisionError as e: raise ValueError('no') from e",
        "import pytest\nwith pytest.raises(ValueError, match='^no$') as caught: f()\n"
        "assert isinstance(caught.value.__cause__, ZeroDivisionError)",
    ),
    "coroutine": (
        "import asyncio\nasync def f(x):\n    await asyncio.sleep(0)\n    return x * 2",
        "import asyncio, inspect\nassert await f(2) == 4 and inspect.iscoroutinefunction(f)\n"
        "assert await asyncio.gather(f(1), f(3)) == [2, 6]",
    ),
    "warning": (
        "import warnings\ndef f(): warnings.warn('old', DeprecationWarning); return 1",
        "import warnings, pytest\nwith pytest.warns(DeprecationWarning, match='old'): f()\n"
        "with warnings.catch_warnings(record=True) as seen:\n    warnings.simplefilter('always')\n"
        "    assert f() == 1\nassert len(seen) == 1 and seen[0].category is DeprecationWarning",
    ),
    "no context manager": (
        "def f(): yield 1",
        "try:\n    with f(): pass\n"
        "except TypeError as e: assert 'the context manager protocol' in str(e)\n"
        "else: assert False",
    ),
    "singletons": ("def f(): return NotImplemented, ...", "a, b = f()\n"
        "assert a is NotImplemented and b is ...",
    ),
    "class of an instance": (
        "class P:\n    def __init__(self): self.a = 1",
        "p = P()\nassert type(p) is P and type(p).__name__ == 'P' and p.__class__ is P\n"
        "assert type(3) is int and type(P) is type and p.__dict__ == {'a': 1} == vars(p)",
    ),
    "kind of list": (
        "class P(list):\n    def top(self): return self[-1]",
        "p = P([1, 2])\nassert isinstance(p, list) and p.top() == 2 and not isinstance(p, dict)\n"
        "assert issubclass(P, list) and isinstance(P, type) and p[0] == 1 and list(p) == [1, 2]",
    ),
    "source of a function": (
        "def k(): pass\n\ndef f(x):\n    \"\"\"Doubles.\"\"\"\n    return x * 2  # twice",
        "import ast, inspect\nsource = inspect.getsource(f)\n"
        "assert source.startswith('def f(x):') and source.rstrip().endswith('# twice')\n"
        "assert not any(isinstance(n, ast.For) for n in ast.walk(ast.parse(source)))\n"
        "assert f.__doc__ == 'Doubles.' == inspect.getdoc(f) and f.__name__ == 'f'",
    ),
    "source of a method": (
        "class P:\n    def twice(self):\n        return 2",
        "import inspect\nassert 'return 2' in inspect.getsource(P.twice)\n"
        "assert 'return 2' in inspect.getsource(P().twice)",
    ),
    "signature": (
        "def f(a, b=2, *rest, c: int = 3, **more): return a",
        "import inspect\np = inspect.signature(f).parameters\n"
        "assert list(p) == ['a', 'b', 'rest', 'c', 'more'] and p['b'].default == 2\n"
        "assert p['c'].annotation is int and f.__code__.co_argcount == 2\n"
        "assert inspect.isfunction(f) and inspect.getfullargspec(f).kwonlydefaults == {'c': 3}",
    ),
    "kinds of function": (
        "def f():\n    yield 1\nclass P:\n    def m(self): pass",
        "import inspect\nassert inspect.isgeneratorfunction(f) and inspect.isgenerator(f())\n"
        "assert inspect.isclass(P) and inspect.ismethod(P().m)",
    ),
    "seeded in the test": (
        "import random\ndef f(): return np.random.rand(), random.random(), np.random.randint(100)",
        "import random\nnp.random.seed(3); random.seed(4)\n"
        "expected = np.random.rand(), random.random(), np.random.randint(100)\n"
        "np.random.seed(3); random.seed(4)\nfirst = f()\nassert first == expected and f() != first",
    ),
    "globals": (
        "k = 5\ndef f(): return 1",
        "assert 'k' in globals() and globals()['k'] == 5 == globals().get('k') and 'f' in dir()\n"
        "assert 'nothing' not in globals() and globals().get('nothing', 3) == 3\n"
        "exec('m = f() + k')\nassert m == 6 == eval('k + f()')",
    ),
    "suite that passes": (
        "def f(x): return x",
        "import unittest\nclass T(unittest.TestCase):\n"
        "    def test_f(self): self.assertEqual(f(3), 3)\n"
        "unittest.main(argv=[''], exit=False);",
    ),
    "history": (
        "k = 41\nk + 1", "assert 'k = 41' in In[-2] and _ == 42 and Out[2] == 42",
    ),
    "shell": (
        "def f(): return 1", "ip = get_ipython()\nassert ip.user_ns['f']() == 1\n"
        "ip.run_cell('z = f()')\n"
        "assert z == 1",
    ),
    "mocked input and print": (
        "def f():\n    name = input('who?')\n    print('hello', name)",
        "from unittest import mock\nwith mock.patch('builtins.input', return_value='Ada') as ask:\n"
        "    with mock.patch('builtins.print') as say: f()\n"
        "ask.assert_called_once_with('who?'); say.assert_called_with('hello', 'Ada')",
    ),
    "patched library": (
        "def f(a): return np.sort(a)",
        "from unittest import mock\n"
        "with mock.patch('numpy.sort', side_effect=AssertionError) as m:\n"
        "    try: f(np.ones(2))\n    except AssertionError: pass\n    else: raise ValueError\n"
        "m.assert_called_once(); assert f(np.array([2, 1])).tolist() == [1, 2]",
    ),
    "rebound input": (
        "def f(): return int(input()) + 1",
        "import builtins\nbefore = builtins.input\nbuiltins.input = lambda prompt='': '41'\n"
        "assert f() == 42\nbuiltins.input = before",
    ),
}  # fmt: skip
