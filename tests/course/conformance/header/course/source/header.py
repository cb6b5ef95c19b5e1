# %% [markdown]
# Before you turn this in, restart the kernel.

# %%
import numpy as np
NAME = ""

# %% locked="header-helpers"
def close(a, b):
    return bool(np.allclose(a, b))
