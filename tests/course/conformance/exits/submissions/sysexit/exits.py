# %% answer="first"
import sys
a = 1
sys.exit(3)
