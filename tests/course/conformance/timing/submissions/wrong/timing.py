# %% answer="fast"
def count(n):
    total = 0
    for i in range(n + 1):
        for _ in range(3):
            total += i
    return total // 3
