# %% answer="sum"
def sum_of_squares(n):
    return 385
