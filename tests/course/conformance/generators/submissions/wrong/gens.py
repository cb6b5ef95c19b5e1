# %% answer="countdown"
def countdown(n):
    return list(range(min(n, 1000), 0, -1))

def averager():
    received = []
    while True:
        received.append((yield len(received)))

evens = [0, 2, 4, 6, 8]
