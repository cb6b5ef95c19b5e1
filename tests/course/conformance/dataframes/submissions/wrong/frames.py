# %% answer="frames"
adults = people[people["age"] > 10]
ages = people["age"]
by_first = people.groupby(people["name"].str[0])["age"].sum()

def add_birth(df, year):
    df = df.assign(birth=year - df["age"])

def oldest(df):
    df.sort_values("age", inplace=True)
    return df.iloc[-1]

def pivot(df):
    return df

def names(df):
    return df["name"]
