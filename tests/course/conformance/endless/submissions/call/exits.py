# %% answer="second"
import time
def f():
    while True:
        pass
