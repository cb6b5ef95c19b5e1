# %% answer="first"
a = 1
raise KeyboardInterrupt
