def answer():
    return 10
