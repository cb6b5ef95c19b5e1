# %% answer="share"
share = 0.25
