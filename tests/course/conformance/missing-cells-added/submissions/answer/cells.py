# %% deleted="f"
