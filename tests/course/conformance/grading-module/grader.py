"""Grades a function on many inputs."""

import random


def reference(x):
    return x * x


def share(function, cases=20, seed=1):
    draw = random.Random(seed)
    right = 0
    for _ in range(cases):
        x = draw.randint(-9, 9)
        try:
            right += function(x) == reference(x)
        except Exception:
            pass
    return right / cases


class Report:
    def __init__(self, function):
        self.points = 4 * share(function)

    def __repr__(self):
        return str(self.points)
