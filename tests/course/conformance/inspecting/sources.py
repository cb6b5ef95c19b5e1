# %%
import ast
import inspect

# %% solution="functions"
def fact(n: int, *, cache: bool = True) -> int:
    """The factorial of n."""
    ### BEGIN SOLUTION
    return 1 if n == 0 else n * fact(n - 1)
    ### END SOLUTION

### BEGIN SOLUTION
double = lambda x: 2 * x

class Tree:
    """A tree."""

    def height(self, deep=3):
        "How high."
        return deep
### END SOLUTION

# %% test="source" points=1
source = inspect.getsource(fact)
assert source.startswith("def fact")
assert "for " not in source and "while" not in source

# %% test="ast" points=1
tree = ast.parse(inspect.getsource(fact))
calls = [n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call)]
assert "fact" in calls

# %% test="signature" points=1
signature = inspect.signature(fact)
assert list(signature.parameters) == ["n", "cache"]
assert signature.parameters["cache"].default is True
assert signature.parameters["n"].annotation is int
assert signature.return_annotation is int
assert signature.parameters["cache"].kind is inspect.Parameter.KEYWORD_ONLY

# %% test="doc" points=1
assert fact.__doc__ == "The factorial of n."
assert inspect.getdoc(Tree.height) == "How high."
assert fact.__name__ == "fact"
assert double.__name__ == "<lambda>"

# %% test="annotations" points=1
assert fact.__annotations__ == {"n": int, "cache": bool, "return": int}
assert fact.__kwdefaults__ == {"cache": True}
assert Tree.height.__defaults__ == (3,)

# %% test="code" points=1
assert fact.__code__.co_argcount == 1
assert "fact" in fact.__code__.co_names
assert fact.__code__.co_varnames[:2] == ("n", "cache")

# %% test="kinds" points=1
assert inspect.isfunction(fact)
assert inspect.isclass(Tree)
assert callable(double)
assert [name for name, _ in inspect.getmembers(Tree, inspect.isfunction)] == ["height"]
import types
assert isinstance(fact, types.FunctionType)
assert type(fact).__name__ == "function"

# %% test="class-source" points=1
assert "def height" in inspect.getsource(Tree)
assert inspect.getsource(Tree.height).strip().startswith("def height")

# %% test="arguments" points=1
assert inspect.getfullargspec(fact).args == ["n"]
bound = inspect.signature(fact).bind(3)
assert bound.arguments == {"n": 3}

# %% test="dis" points=1
import dis
assert any(i.argval == "fact" for i in dis.get_instructions(fact))
