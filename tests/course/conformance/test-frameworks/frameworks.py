# %% locked="imports"
import unittest
import numpy as np
import pandas as pd

# %% solution="account"
class Overdrawn(Exception):
    """More was taken than is there."""

class Account:
    ### BEGIN SOLUTION
    def __init__(self, balance=0):
        self.balance = balance

    def withdraw(self, amount):
        if amount < 0:
            raise ValueError("amount must be positive")
        if amount > self.balance:
            raise Overdrawn(f"{amount} of {self.balance}")
        self.balance -= amount
        return self.balance
    ### END SOLUTION

def thirds(n):
    ### BEGIN SOLUTION
    return np.ones(n) / 3
    ### END SOLUTION

def table():
    ### BEGIN SOLUTION
    return pd.DataFrame({"a": [1, 2]})
    ### END SOLUTION

# %% test="pytest-raises" points=2
import pytest
with pytest.raises(ValueError):
    Account(5).withdraw(-1)
with pytest.raises(ValueError, match="must be pos"):
    Account(5).withdraw(-1)
with pytest.raises(ValueError) as caught:
    Account(5).withdraw(-1)
assert "positive" in str(caught.value)

# %% test="pytest-own" points=1
with pytest.raises(Overdrawn, match="6 of 5"):
    Account(5).withdraw(6)

# %% test="pytest-approx" points=1
assert thirds(2).tolist() == pytest.approx([0.3333, 0.3333], abs=1e-3)
assert thirds(1)[0] == pytest.approx(1 / 3)

# %% test="case" points=2
class TestAccount(unittest.TestCase):
    def setUp(self):
        self.account = Account(10)

    def test_withdraw(self):
        self.assertEqual(self.account.withdraw(3), 7)
        self.assertEqual(self.account.balance, 7)

    def test_refuses(self):
        with self.assertRaises(Overdrawn):
            self.account.withdraw(11)
        self.assertRaises(ValueError, self.account.withdraw, -1)

    def test_kind(self):
        self.assertIsInstance(self.account, Account)
        self.assertAlmostEqual(thirds(3).sum(), 1)
        self.assertIn("withdraw", dir(self.account))

import io
suite = unittest.TestLoader().loadTestsFromTestCase(TestAccount)
result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
assert result.wasSuccessful(), result

# %% test="case-by-method" points=1
case = unittest.TestCase()
case.assertEqual(Account(1).balance, 1)
case.assertListEqual(thirds(2).round(2).tolist(), [0.33, 0.33])
with case.assertRaisesRegex(ValueError, "positive"):
    Account(1).withdraw(-5)

# %% test="numpy-testing" points=1
np.testing.assert_allclose(thirds(3), [1 / 3] * 3)
np.testing.assert_array_equal(thirds(2) > 0, [True, True])
np.testing.assert_almost_equal(thirds(1)[0], 0.3333333)
with np.testing.assert_raises(ValueError):
    Account(5).withdraw(-1)

# %% test="pandas-testing" points=1
pd.testing.assert_frame_equal(table(), pd.DataFrame({"a": [1, 2]}))
pd.testing.assert_series_equal(table()["a"], pd.Series([1, 2], name="a"))

# %% test="program" points=1
import sys
class TestProgram(unittest.TestCase):
    def test_account(self):
        self.assertEqual(Account(2).balance, 2)

kept, sys.stderr = sys.stderr, io.StringIO()
try:
    program = unittest.main(argv=[""], defaultTest="TestProgram", exit=False)
finally:
    sys.stderr = kept
assert program.result.wasSuccessful()
