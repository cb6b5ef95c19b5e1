# %% answer="share"
share = 5
