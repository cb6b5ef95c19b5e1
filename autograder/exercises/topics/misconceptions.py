"""Ways to get ``topics`` wrong, each with the grade cells that it must lose.

Each entry has one fault in a function that is right otherwise. Ids that begin with B, and T09 to
T13, are those of a survey of public implementations.
"""

from __future__ import annotations

import numpy as np

from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.topics import probes, reference

_RIGHT = {
    "assign": """\
def assign(X, C):
    X = np.asarray(X, dtype=np.float64)
    C = np.asarray(C, dtype=np.float64)
    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1] or not C.size:
        raise ValueError("the matrices do not fit")
    cosines = unit_rows(X) @ unit_rows(C).T
    return np.argmax(cosines, axis=1)
""",
    "update": """\
def update(X, labels, k, previous):
    X = np.asarray(X, dtype=np.float64)
    labels = np.asarray(labels)
    C = np.array(previous, dtype=np.float64)
    if labels.shape != (len(X),) or C.shape != (k, X.shape[1]):
        raise ValueError("shapes do not fit")
    if labels.size and (labels.min() < 0 or labels.max() >= k):
        raise ValueError("labels do not fit")
    for j in range(k):
        total = unit_rows(X[labels == j]).sum(axis=0)
        if total.any():
            C[j] = total / np.linalg.norm(total)
    return C
""",
    "spherical_kmeans": """\
def spherical_kmeans(X, init, iters):
    if not isinstance(iters, int) or iters < 0:
        raise ValueError("iters must be a whole number, at least 0")
    C = unit_rows(np.asarray(init, dtype=np.float64))
    for _ in range(iters):
        labels = assign(X, C)
        C = update(X, labels, len(C), C)
    return assign(X, C), C
""",
    "name_topics": """\
def name_topics(model, centroids, k):
    words = unit_rows(np.asarray(model.vectors, dtype=np.float64))
    cosines = unit_rows(np.asarray(centroids, dtype=np.float64)) @ words.T
    order = np.argsort(-cosines, axis=1, kind="stable")[:, :k]
    return [[model.index_to_key[i] for i in row] for row in order]
""",
    "remove_common": """\
def remove_common(M, n_components):
    M = np.asarray(M, dtype=np.float64)
    if M.ndim != 2 or len(M) == 0 or not 0 <= n_components <= M.shape[1]:
        raise ValueError("that cannot be done")
    M = M - M.mean(axis=0)
    values, vectors = np.linalg.eigh(M.T @ M)
    order = np.argsort(-values)
    top = vectors[:, order][:, :n_components]
    return M - M @ top @ top.T
""",
}


def _slip(
    id: str, task: str, title: str, hint: str, loses: str, *changes: tuple[str, str]
) -> Misconception:
    """The right function with some of its text replaced. ``core`` is short for the task's cell."""
    code = _RIGHT[task]
    for old, new in changes:
        assert old in code, (id, old)
        code = code.replace(old, new)
    cells = (cell if "-" in cell else f"{task}-{cell}" for cell in loses.split())
    return Misconception(id, task, title, code, hint, frozenset(cells))


_KMEANS = " spherical_kmeans-core spherical_kmeans-contract"
_NEAR = "np.argmax(cosines, axis=1)"
_COSINES = "unit_rows(X) @ unit_rows(C).T"

_ASSIGN = (
    _slip(
        "T10", "assign", "the farthest centroid", "Is a large cosine near or far? Which end of it "
        "do you take?", "core contract" + _KMEANS, (_NEAR, "np.argmin(cosines, axis=1)"),
    ),
    _slip(
        "Z01", "assign", "the raw dot product", "Does it help a centroid to be long?",
        "core contract", (_COSINES, "X @ C.T"),
    ),
    _slip(
        "Z02", "assign", "Euclidean distance", "Make a row ten times as long. Should it change "
        "sides?", "core contract",
        (_COSINES, "-np.linalg.norm(X[:, None, :] - C[None, :, :], axis=2)"),
    ),
    _slip(
        "Z03", "assign", "ties to the higher number", "Which of two equal centroids wins by the "
        "task, and which with your function?", "contract",
        (_NEAR, "C.shape[0] - 1 - np.argmax(cosines[:, ::-1], axis=1)"),
    ),
    _slip(
        "Z04", "assign", "one label for each centroid instead of each row",
        "How many labels should come out: as many as rows, or as centroids?",
        "core contract" + _KMEANS, (_NEAR, "np.argmax(cosines, axis=0)"),
    ),
    _slip(
        "Z05", "assign", "the rows divided in place", "Print X before and after the call. Whose "
        "numbers does /= change?", "contract spherical_kmeans-contract",
        ("    cosines", "    X /= np.maximum(np.linalg.norm(X, axis=1, keepdims=True), 1e-300)\n"
         "    cosines"),
    ),
    _slip(
        "Z06", "assign", "shapes not checked", "What does your function do with a vector in place "
        "of a matrix?", "contract",
        ("    if X.ndim != 2 or C.ndim != 2 or X.shape[1] != C.shape[1] or not C.size:\n"
         '        raise ValueError("the matrices do not fit")\n',
         "    X, C = np.atleast_2d(X), np.atleast_2d(C)\n    d = min(X.shape[1], C.shape[1])\n"
         "    X, C = X[:, :d], C[:, :d]\n"
         "    if not len(C):\n        return np.zeros(len(X), dtype=int)\n"),
    ),
)  # fmt: skip

_TOTAL = "unit_rows(X[labels == j]).sum(axis=0)"
_UPDATE = (
    _slip(
        "T09", "update", "the mean of no rows", "How many members has an empty cluster, and by "
        "what do you divide?", "contract spherical_kmeans-contract",
        (_TOTAL, "unit_rows(X[labels == j]).mean(axis=0)"), ("total.any()", "True"),
    ),
    _slip(
        "Z11", "update", "an empty cluster gets zeros", "What does the task say about a cluster "
        "without members?", "contract spherical_kmeans-contract",
        ("C = np.array(previous, dtype=np.float64)", "C = np.zeros((k, X.shape[1]))"),
        ("or C.shape", "or np.shape(previous)"),
    ),
    _slip(
        "Z12", "update", "long members count more", "Does a member's length matter for the "
        "direction of your sum?", "core contract" + _KMEANS, (_TOTAL, "X[labels == j].sum(axis=0)"),
    ),
    _slip(
        "Z13", "update", "centroids not brought to length 1", "How long are your centroids?",
        "core contract" + _KMEANS, ("total / np.linalg.norm(total)", "total"),
    ),
    _slip(
        "Z14", "update", "the mean in place of the direction", "How long is the mean of two unit "
        "vectors at right angles?", "core contract" + _KMEANS,
        ("total / np.linalg.norm(total)", "total / np.sum(labels == j)"),
    ),
    _slip(
        "Z15", "update", "one centroid for all", "Which rows go into the sum of cluster 1?",
        "core contract" + _KMEANS, ("X[labels == j]", "X"),
    ),
    _slip(
        "Z16", "update", "written into previous", "Print previous before and after the call. Is it "
        "yours?", "contract",
        ("np.array(previous, dtype", "np.asarray(previous, dtype"),
    ),
    _slip(
        "Z17", "update", "labels not checked", "What is cluster 3 of three clusters?", "contract",
        ("    if labels.size and (labels.min() < 0 or labels.max() >= k):\n"
         '        raise ValueError("labels do not fit")\n', ""),
    ),
)  # fmt: skip

_ROUNDS = (
    _slip(
        "Z21", "spherical_kmeans", "labels of the centroids before the last",
        "To which centroids do your labels belong: to those that you return?", "core",
        ("return assign(X, C), C", "return (labels if iters else assign(X, C)), C"),
    ),
    _slip(
        "Z22", "spherical_kmeans", "one round too many", "How often does your loop run?",
        "core contract", ("range(iters)", "range(iters + 1)"),
    ),
    _slip(
        "Z23", "spherical_kmeans", "always from the start", "What do the second round's labels "
        "depend on?", "core",
        ("labels = assign(X, C)", "labels = assign(X, init)"),
    ),
    _slip(
        "Z24", "spherical_kmeans", "the start ignored", "What is init for?", "core contract",
        ("np.asarray(init, dtype=np.float64)", "np.asarray(X, dtype=np.float64)[:len(init)]"),
    ),
    _slip(
        "Z25", "spherical_kmeans", "the start not brought to length 1",
        "How long are the centroids that you return after no round at all?", "contract",
        ("unit_rows(np.asarray(init, dtype=np.float64))", "np.array(init, dtype=np.float64)"),
    ),
    _slip(
        "Z26", "spherical_kmeans", "negative rounds not refused", "What are minus one rounds?",
        "contract", ("if not isinstance(iters, int) or iters < 0", "if not isinstance(iters, int)"),
    ),
    _slip(
        "Z27", "spherical_kmeans", "only the labels returned", "Of how many parts is the result?",
        "core contract", ("return assign(X, C), C", "return assign(X, C)"),
    ),
)  # fmt: skip

_NAMES = (
    _slip(
        "Z31", "name_topics", "the least similar words", "Which end of the sorted cosines do you "
        "take?", "core", ("np.argsort(-cosines", "np.argsort(cosines"),
    ),
    _slip(
        "Z32", "name_topics", "the raw dot product", "Do long word vectors win?", "core",
        ("words = unit_rows(np.asarray(model.vectors, dtype=np.float64))",
         "words = np.asarray(model.vectors, dtype=np.float64)"),
    ),
    _slip(
        "Z33", "name_topics", "row numbers instead of words", "How do you get from a row to its "
        "word?", "core", ("[model.index_to_key[i] for i in row]", "[int(i) for i in row]"),
    ),
    _slip(
        "Z34", "name_topics", "one list for all topics", "How many lists should come out?", "core",
        ("[[model.index_to_key[i] for i in row] for row in order]",
         "[model.index_to_key[i] for row in order for i in row]"),
    ),
    _slip(
        "Z35", "name_topics", "the best word left out", "Is the first word the centroid itself, as "
        "it was when you looked for a word's neighbours?", "core", ("[:, :k]", "[:, 1:k + 1]"),
    ),
)  # fmt: skip

_MEAN = "M - M.mean(axis=0)"
_REST = "M - M @ top @ top.T"
_COMMON = (
    _slip(
        "T12", "remove_common", "one number taken away, not the mean vector",
        "What are the means of your columns afterwards? Along which axis did you take them?",
        "core contract", (_MEAN, "M - M.mean()"),
    ),
    _slip(
        "Z41", "remove_common", "the mean of each row taken away", "Along which axis runs one "
        "vector, and what is common to all of them?", "core contract",
        (_MEAN, "M - M.mean(axis=1, keepdims=True)"),
    ),
    _slip(
        "T13", "remove_common", "eigenvectors taken as rows", "Are the eigenvectors the rows or "
        "the columns of what eigh returns?", "core contract",
        ("vectors[:, order][:, :n_components]", "vectors[order].T[:, :n_components]"),
    ),
    _slip(
        "Z42", "remove_common", "the smallest components removed", "In which order does eigh "
        "return the eigenvalues?", "core contract", ("np.argsort(-values)", "np.argsort(values)"),
    ),
    _slip(
        "B03", "remove_common", "the common part returned", "Is this what should go, or what "
        "should stay?", "core contract", (_REST, "M @ top @ top.T"),
    ),
    _slip(
        "B05", "remove_common", "the common part added", "What is left along the first component "
        "when you are done?", "core contract", (_REST, "M + M @ top @ top.T"),
    ),
    _slip(
        "Z43", "remove_common", "components of rows that are not centred", "From where do you "
        "measure when you look for the direction of most variance?", "core contract",
        ("np.linalg.eigh(M.T @ M)", "np.linalg.eigh(raw.T @ raw)"),
        (f"    M = {_MEAN}", f"    raw = M\n    M = {_MEAN}"),
    ),
    _slip(
        "Z44", "remove_common", "the mean given back", "What is the mean of your rows when you are "
        "done?", "core contract",
        (f"    M = {_MEAN}", f"    mean = M.mean(axis=0)\n    M = {_MEAN}"),
        (_REST, f"{_REST} + mean"),
    ),
    _slip(
        "Z45", "remove_common", "the caller's matrix centred in place", "Print M before and after "
        "the call. Whose numbers does -= change?", "contract",
        (f"    M = {_MEAN}", "    M -= M.mean(axis=0)"),
    ),
    _slip(
        "Z46", "remove_common", "computed in the type that came", "What is 200 + 100 in 8 bits?",
        "contract",
        ("np.asarray(M, dtype=np.float64)", "np.asarray(M)"),
        (_MEAN, "(M - M.mean(axis=0).astype(M.dtype)).astype(np.float64)"),
    ),
    _slip(
        "Z47", "remove_common", "impossible numbers of components not refused",
        "How many components can be taken from two columns?", "contract",
        (" or not 0 <= n_components <= M.shape[1]", ""),
    ),
)  # fmt: skip

UNIT_ROWS = '''\
def unit_rows(M):
    """Each row divided by its length; a row of zeros stays as it is."""
    lengths = np.linalg.norm(M, axis=1, keepdims=True)
    return M / np.where(lengths == 0, 1.0, lengths)
'''
"""The helper of the notebook that solution cells may call."""
_names: dict[str, object] = {"np": np, **reference.TASKS}
exec(UNIT_ROWS, _names)  # our own code

CATALOGUE = Catalogue(
    entries=(*_ASSIGN, *_UPDATE, *_ROUNDS, *_NAMES, *_COMMON),
    names=_names,
    probes=probes.PROBES,
    model_class="TinyModel",
)
"""All of them, with the names that a solution cell finds in the notebook."""
