"""Helpers of the instructor's."""

SCALE = 10
seen = []


def close(a, b):
    return abs(a - b) < 1e-9


def remember(x):
    seen.append(x)
    return x


class Celsius:
    def __init__(self, degrees):
        self.degrees = degrees

    def __eq__(self, other):
        return isinstance(other, Celsius) and close(self.degrees, other.degrees)
