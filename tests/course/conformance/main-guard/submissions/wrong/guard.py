# %% answer="f"
def f(x):
    return x + 2

if __name__ == "__main__":
    shown = 3
