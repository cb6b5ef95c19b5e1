# %% answer="model"
class Regression:
    def __init__(self, intercept=True):
        pass
    def fit(self, X, y):
        self.coef = np.array([1, 2])
    def predict(self, X):
        return X
    def get_params(self):
        return {}

x_train = np.arange(5.0)
model = Regression()
model.fit(x_train, x_train)

def build(n):
    return np.eye(n)

spread = np.eye(2)
normal = stats.norm(loc=2, scale=2)

def minimum(f):
    return 2
