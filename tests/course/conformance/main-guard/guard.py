# %% solution="f"
def f(x):
    ### BEGIN SOLUTION
    return x * 2
    ### END SOLUTION

if __name__ == "__main__":
    shown = f(1)

# %% test="guarded" points=1
if __name__ == "__main__":
    assert f(2) == 4

# %% test="guarded-names" points=1
if __name__ == "__main__":
    assert shown == 2
    assert f.__module__ == "__main__"

# %% test="guarded-main" points=1
def main():
    assert f(5) == 10
    assert f("a") == "aa"

if __name__ == "__main__":
    main()
