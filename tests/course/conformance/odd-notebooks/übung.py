# %% [raw]
raw text

# %% [markdown] slideshow={"slide_type": "slide"} tags=["intro"]
# # Title

# %% collapsed=true
größe = 3

# %% solution="answer_a" tags=["important"]
### BEGIN SOLUTION
fläche = größe**2
### END SOLUTION

# %% test="check" points=2
assert fläche == 9

# %% test="zero" points=0
assert fläche == 10

# %% test="half" points=0.5
assert fläche == 9

# %% test="empty" points=1

# %% test="comment" points=1
# nothing but this

# %% locked="empty-locked"

# %% solution="no-marks"
raise NotImplementedError()
