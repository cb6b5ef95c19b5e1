# %% unanswered="plot-code"

# %% unanswered="explain"
