# %% deleted="setup"
