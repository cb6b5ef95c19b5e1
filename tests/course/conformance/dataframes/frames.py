# %%
import pandas as pd

# %% locked="load"
people = pd.DataFrame({"name": ["Ada", "Bob", "Cid"], "age": [36, 20, 41]})

# %% solution="frames"
### BEGIN SOLUTION
adults = people[people["age"] > 30]
ages = people.set_index("name")["age"]
by_first = people.groupby(people["name"].str[0])["age"].mean()

def add_birth(df, year):
    """Add the column in place."""
    df["birth"] = year - df["age"]

def oldest(df):
    """The row; df is left as it is."""
    return df.sort_values("age").iloc[-1]

def pivot(df):
    return df.assign(old=df["age"] > 30).groupby("old").agg({"age": ["mean", "max"]})

def names(df):
    return df["name"].tolist()
### END SOLUTION

# %% test="frame" points=1
assert isinstance(adults, pd.DataFrame)
assert adults.shape == (2, 2)
assert list(adults.columns) == ["name", "age"]
assert adults.loc[2, "name"] == "Cid"
assert adults.index.tolist() == [0, 2]

# %% test="series" points=1
assert isinstance(ages, pd.Series)
assert ages["Ada"] == 36
assert ages.name == "age" and ages.index.name == "name"
assert ages.dtype == "int64"

# %% test="group" points=1
pd.testing.assert_series_equal(
    by_first, pd.Series([36.0, 20.0, 41.0], index=["A", "B", "C"], name="age"), check_names=False
)

# %% test="in-place" points=1
mine = people.copy()
assert add_birth(mine, 2000) is None
assert mine["birth"].tolist() == [1964, 1980, 1959]

# %% test="unchanged" points=1
mine = pd.DataFrame({"name": ["x", "y"], "age": [2, 1]})
row = oldest(mine)
assert row["name"] == "x"
assert mine["age"].tolist() == [2, 1]
assert list(mine.columns) == ["name", "age"]

# %% test="multi" points=1
found = pivot(people)
assert found.columns.tolist() == [("age", "mean"), ("age", "max")]
assert found.loc[True, ("age", "max")] == 41

# %% test="frame-equal" points=1
pd.testing.assert_frame_equal(adults.reset_index(drop=True),
    pd.DataFrame({"name": ["Ada", "Cid"], "age": [36, 41]}))

# %% test="changed-and-read" points=1
adults.loc[0, "age"] = 99
assert adults["age"].max() == 99
adults["extra"] = 1
assert "extra" in adults.columns

# %% test="names" points=1
assert names(people) == ["Ada", "Bob", "Cid"]
