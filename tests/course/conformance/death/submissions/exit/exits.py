# %% answer="first"
a = 1
exit()

# %% after="first"
import time
time.sleep(1)  # meanwhile the kernel notices
