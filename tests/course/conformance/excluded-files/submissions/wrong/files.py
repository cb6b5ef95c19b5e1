# %% answer="use"
kept = mine.answer()
overwritten = theirs.truth()
