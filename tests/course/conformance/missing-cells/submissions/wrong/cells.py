# %% deleted="why"

# %% deleted="work"
