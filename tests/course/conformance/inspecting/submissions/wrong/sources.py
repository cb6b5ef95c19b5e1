# %% answer="functions"
def fact(m, cache=False):
    result = 1
    for i in range(1, m + 1):
        result *= i
    return result

def double(x):
    return 2 * x

class Tree:
    def height(self):
        return 3
