# %%
import unittest

# %% solution="double"
def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION

# %% test="main" points=1
class TestDouble(unittest.TestCase):
    def test_it(self):
        self.assertEqual(double(2), 4)

unittest.main(argv=[""], verbosity=2, exit=False)

# %% test="runner" points=1
suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestDouble)
unittest.TextTestRunner(verbosity=0).run(suite)

# %% test="asserted" points=1
suite = unittest.defaultTestLoader.loadTestsFromTestCase(TestDouble)
outcome = unittest.TextTestRunner().run(suite)
assert outcome.wasSuccessful()

# %% test="quiet" points=1
assert double(3) == 6
