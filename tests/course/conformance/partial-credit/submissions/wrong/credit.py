# %% answer="share"
share = 0.3
