# %%
import numpy as np

# %% solution="share"
### BEGIN SOLUTION
share = 0.5
### END SOLUTION

# %% test="float64" points=2
np.float64(share)

# %% test="float32" points=2
np.float32(share)

# %% test="int64" points=2
np.int64(1)

# %% test="bool" points=2
share == 0.5

# %% test="false" points=2
share > 0.9

# %% test="string" points=2
"well done"

# %% test="digits" points=2
"1"

# %% test="list" points=2
[share]

# %% test="fraction" points=2
from fractions import Fraction
Fraction(1, 2)

# %% test="array" points=2
np.array(share)

# %% test="nan" points=2
share * float("nan")

# %% test="negative" points=2
-share

# %% test="infinite" points=2
float("-inf")
