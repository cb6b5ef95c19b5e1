# %% answer="printing"
def table(n):
    for i in range(n):
        print(i, i * i, end=";")

def both():
    print("out")
    print("err")
