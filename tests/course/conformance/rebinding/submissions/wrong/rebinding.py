# %% answer="helpers"
def area(r):
    return 3 * r * r

def volume(r, h):
    return 3 * r * r * h

class Shape:
    __slots__ = ()
    def size(self):
        return 3
