# %%
import plotly.graph_objects as go

# %% solution="charts"
### BEGIN SOLUTION
def chart(x, y):
    figure = go.Figure(go.Scatter(x=x, y=y, mode="lines", name="data"))
    figure.update_layout(title="Chart", xaxis_title="x")
    return figure

figure = chart([1, 2], [3, 4])

def add(figure):
    figure.add_trace(go.Bar(y=[1, 2]))
### END SOLUTION

# %% test="data" points=1
made = chart([1, 2, 3], [4, 5, 6])
assert len(made.data) == 1
assert list(made.data[0].y) == [4, 5, 6]
assert made.data[0].type == "scatter"
assert made.data[0]["mode"] == "lines"

# %% test="layout" points=1
assert made.layout.title.text == "Chart"
assert made.layout.xaxis.title.text == "x"
assert made.to_dict()["layout"]["title"]["text"] == "Chart"

# %% test="kind" points=1
assert isinstance(figure, go.Figure)
assert isinstance(figure.data[0], go.Scatter)

# %% test="handed-over" points=1
# autograder: inside
mine = go.Figure()
add(mine)
assert len(mine.data) == 1
assert mine.data[0].y == (1, 2)

# %% test="changed" points=1
figure.update_layout(title="Other")
add(figure)
assert figure.layout.title.text == "Other"
assert len(figure.data) == 2
