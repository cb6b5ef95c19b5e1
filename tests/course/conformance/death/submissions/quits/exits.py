# %% answer="second"
import time
def f():
    quit()

# %% before="f"
try:
    f()
finally:
    time.sleep(1)
