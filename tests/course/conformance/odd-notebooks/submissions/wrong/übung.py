# %% answer="answer_a"
fläche = 8
