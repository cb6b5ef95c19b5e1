# %%
import numpy as np
from scipy import sparse, stats, optimize

# %% solution="model"
### BEGIN SOLUTION
class Regression:
    """Least squares."""
    def __init__(self, intercept=True):
        self.intercept = intercept
    def fit(self, X, y):
        X = np.column_stack([np.ones(len(X)), X]) if self.intercept else X
        self.coef_ = np.linalg.lstsq(X, y, rcond=None)[0]
        self.n_features_in_ = X.shape[1]
        return self
    def predict(self, X):
        X = np.column_stack([np.ones(len(X)), X]) if self.intercept else X
        return X @ self.coef_
    def score(self, X, y):
        return 1 - ((y - self.predict(X)) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    def get_params(self):
        return {"intercept": self.intercept}

x_train = np.arange(5.0)
model = Regression().fit(x_train, 2 * x_train + 1)

def build(n):
    return sparse.csr_matrix(np.eye(n))

spread = sparse.coo_matrix(([1.0, 2.0], ([0, 1], [1, 0])), shape=(2, 2))
normal = stats.norm(loc=1, scale=2)

def minimum(f):
    return optimize.minimize_scalar(f)
### END SOLUTION

# %% test="fitted" points=1
assert np.allclose(model.coef_, [1, 2])
assert model.n_features_in_ == 2
assert hasattr(model, "coef_")
assert np.allclose(model.predict(np.array([10.0])), [21])

# %% test="kind" points=1
assert isinstance(model, Regression)
assert type(model).__name__ == "Regression"
assert model.get_params() == {"intercept": True}

# %% test="fit-here" points=1
fresh = Regression(intercept=False)
assert not hasattr(fresh, "coef_")
X = np.array([[1.0], [2.0]])
assert fresh.fit(X, np.array([3.0, 6.0])) is fresh
assert np.allclose(fresh.coef_, [3])
assert fresh.score(X, np.array([3.0, 6.0])) == 1

# %% test="sparse" points=1
made = build(3)
assert sparse.issparse(made)
assert made.shape == (3, 3) and made.nnz == 3
assert np.array_equal(made.toarray(), np.eye(3))
assert isinstance(made, sparse.csr_matrix)

# %% test="sparse-arithmetic" points=1
assert (made @ np.ones(3)).tolist() == [1, 1, 1]
assert (made * 2).sum() == 6
assert spread.toarray().tolist() == [[0, 1], [2, 0]]
assert spread.T.tocsr()[0, 1] == 2

# %% test="distribution" points=1
assert normal.mean() == 1
assert abs(normal.cdf(1) - 0.5) < 1e-12

# %% test="optimum" points=1
found = minimum(lambda x: (x - 2) ** 2)
assert abs(found.x - 2) < 1e-6
assert found.success
