# %% answer="answer"
answer = 42

# %% answer="second"
x = 6
x
