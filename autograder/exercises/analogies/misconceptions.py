"""Ways to get ``analogies`` wrong, each with the grade cells that it must lose.

A wrong formula stands in a function that keeps all other rules, and a broken rule beside a right
formula. No task needs another one, so a fault costs nothing elsewhere. Ids are those of a survey
of what is done wrong, where it knows of it.
"""

from __future__ import annotations

from textwrap import dedent, indent

import numpy as np

from autograder.exercises.analogies import probes, reference
from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.neighbours.reference import normalize_rows

_QUESTION = "model, a, b, c, k=1, exclude_inputs=True"
_HEADS = {
    "analogy": _QUESTION, "analogy_mul": f"{_QUESTION}, eps=1e-3", "analogy_direction": _QUESTION,
    "evaluate": "model, questions, solver, restrict=30_000",
    "fairness": "model, questions, restrict=30_000",
}  # fmt: skip


def _slip(id: str, task: str, title: str, body: str, hint: str, loses: str) -> Misconception:
    """A function with this body; ``loses`` names parts of its task."""
    code = f"def {task}({_HEADS[task]}):\n" + indent(dedent(body).strip() + "\n", "    ")
    cells = frozenset(f"{task}-{part}" for part in loses.split())
    return Misconception(id, task, title, code, hint, cells)


_CHECK_K = """\
if not isinstance(k, (int, np.integer)) or k < 0:
    raise ValueError("k is not a whole number")
"""
_UNITS = """\
i, j, m = (model.key_to_index[word] for word in (a, b, c))
U = unit_rows(model.vectors)
"""
_ADD = """\
target = U[j] - U[i] + U[m]
scores = U @ (target / (np.linalg.norm(target) or 1.0))
"""
_MUL = """\
s = (1 + U @ U[[i, j, m]].T) / 2
scores = s[:, 1] * s[:, 2] / (s[:, 0] + eps)
"""
_STEP = """\
scores = unit_rows(U - U[m]) @ unit_rows([U[j] - U[i]])[0]
"""
_SORT = 'order = np.argsort(-scores, kind="stable")\n'
_OUT = "order = [row for row in order if not exclude_inputs or row not in (i, j, m)]\n"
_END = "return [(model.index_to_key[row], float(scores[row])) for row in order[:k]]\n"


def _add(
    id: str, title: str, hint: str, loses: str, *, target: str = "", **changes: str
) -> Misconception:
    """``analogy`` with one of its steps in another form."""
    scores = _ADD.replace("U[j] - U[i] + U[m]", target) if target else _ADD
    steps = {"check": _CHECK_K, "start": _UNITS, "scores": scores, "sort": _SORT, "out": _OUT,
             "end": _END} | changes  # fmt: skip
    return _slip(id, "analogy", title, "".join(steps.values()), hint, loses)


def _method(id: str, task: str, title: str, hint: str, loses: str, **changes: str) -> Misconception:
    scores = _MUL if task == "analogy_mul" else _STEP
    steps = {"check": _CHECK_K, "start": _UNITS, "scores": scores, "sort": _SORT, "out": _OUT,
             "end": _END} | changes  # fmt: skip
    return _slip(id, task, title, "".join(steps.values()), hint, loses)


_ANALOGY = (
    _add("A01", "query words not left out",
         "Which word comes back? Is it one that you put in?", "contract words", out=""),
    _add("A02", "only c left out",
         "There are three words in the question. How many of them do you leave out?",
         "contract words",
         out="order = [row for row in order if not exclude_inputs or row != m]\n"),
    _add("A03", "the relation applied backwards",
         "From a to b is b less a. Which way do you go?", "core words",
         target="U[i] - U[j] + U[m]"),
    _add("A04", "the wrong word taken away",
         "Draw the parallelogram: what has to be added to c to get to d?", "core words",
         target="U[j] + U[i] - U[m]"),
    _add("A05", "both words taken away",
         "Take the brackets in b - (a - c) away, and mind the signs. What becomes of c?",
         "core words", target="U[j] - U[i] - U[m]"),
    _add("A07", "raw dot product with the candidates",
         "Make one word's vector ten times as long. Should it answer more questions?",
         "core stretch words",
         scores="target = U[j] - U[i] + U[m]\n"
         "scores = np.asarray(model.vectors, dtype=float) @ target\n"),
    _add("A08", "the best score never updated",
         "You remember the best word. What else must you remember for the next comparison?",
         "core contract words",
         sort="best, answer = -1.0, None\nfor row in range(len(scores)):\n"
         "    if scores[row] > best and not (exclude_inputs and row in (i, j, m)):\n"
         "        answer = row\n",
         out="order = [answer]\n"),
    _add("A09", "a start value that nobody can beat",
         "Which score has your first candidate to beat? Can it?", "core contract words",
         sort="best, order = 1.0, []\nfor row in range(len(scores)):\n"
         "    if scores[row] > best + 1e-9:\n        best, order = scores[row], [row]\n"),
    _add("A10", "directions compared in place of places",
         "What do you compare: a word with the place where the walk ends, or two steps?",
         "core words", scores=_STEP),
    _add("A13", "raw vectors in place of unit vectors",
         "Which vectors does the task add up: as they are, or brought to length 1?",
         "core stretch words",
         scores="V = np.asarray(model.vectors, dtype=np.float64)\n"
         "scores = U @ unit_rows([V[j] - V[i] + V[m]])[0]\n"),
    _slip("A14", "analogy", "gensim asked in place of an implementation",
          "return model.most_similar(positive=[b, c], negative=[a], topn=k)",
          "Which four things may you use of a model? Is most_similar one of them?",
          "core contract stretch words"),
    _slip("A15", "analogy", "an unknown word has no answer",
          _CHECK_K + "if any(word not in model.key_to_index for word in (a, b, c)):\n"
          "    return []\n" + _UNITS + _ADD + _SORT + _OUT + _END,
          "How would a caller tell a misspelt word from a question without an answer?",
          "contract"),
    _add("L01", "ties in reverse",
         "Reverse a list, and what happens to words that tie?", "contract",
         sort='order = np.argsort(scores, kind="stable")[::-1]\n'),
    _add("L02", "cut first, query words left out afterwards",
         "You asked for k and left some out afterwards. How many are left?", "contract words",
         out="order = order[:k]\n" + _OUT),
    _add("L03", "the sum not made a unit vector",
         "Your words come in the right order. Are your scores cosines? Can one be above 1?",
         "core words", scores="scores = U @ (U[j] - U[i] + U[m])\n"),
)  # fmt: skip

_OTHERS = (
    _method("A12", "analogy_mul", "the wrong word in the denominator",
            "Which of the three words do you want to get away from? Where does it stand?", "core",
            scores=_MUL.replace("s[:, 1] * s[:, 2] / (s[:, 0]", "s[:, 1] * s[:, 0] / (s[:, 2]")),
    _method("L11", "analogy_mul", "cosines not shifted to 0 and above",
            "What does a product of two negative cosines look like? What has the task done "
            "about it?", "core", scores="s = U @ U[[i, j, m]].T\n" + _MUL.split("\n", 1)[1]),
    _method("L12", "analogy_mul", "shifted, not halved",
            "Between which two numbers should a shifted cosine lie? What is yours for a word "
            "with itself?", "core", scores=_MUL.replace(") / 2", ")")),
    _method("L13", "analogy_mul", "added in place of multiplied",
            "Which sign stands between the two similarities in the formula?", "core",
            scores=_MUL.replace("s[:, 1] * s[:, 2]", "(s[:, 1] + s[:, 2])")),
    _method("L14", "analogy_mul", "query words not left out",
            "Which word comes back? Is it one that you put in?", "contract", out=""),
    _method("L15", "analogy_mul", "eps fixed",
            "Call your function with another eps. Does anything change?", "contract",
            scores=_MUL.replace("eps", "1e-3")),
    _method("L21", "analogy_direction", "3CosAdd once more",
            "Which two differences does this task compare? Where are they in your code?", "core",
            scores=_ADD),
    _method("L22", "analogy_direction", "the candidate itself compared with the step",
            "The step from c to w is w less c. Where is c in your code?", "core",
            scores="scores = U @ unit_rows([U[j] - U[i]])[0]\n"),
    _method("L23", "analogy_direction", "nan where w is c",
            "What is w less c for the word c itself, and what do you divide it by?", "core",
            scores="d = U - U[m]\nscores = d @ (U[j] - U[i]) / np.linalg.norm(d, axis=1) / "
            "np.linalg.norm(U[j] - U[i])\n"),
)  # fmt: skip

_EXAM = """\
small = first_words(model, restrict)
correct = attempted = skipped = 0
for a, b, c, d in questions:
    if any(word not in small.key_to_index for word in (a, b, c, d)):
        skipped += 1
        continue
    attempted += 1
    answers = solver(small, a, b, c)
    if len(answers) > 0 and answers[0][0] == d:
        correct += 1
return correct, attempted, skipped
"""


def _exam(id: str, title: str, hint: str, loses: str, *changes: tuple[str, str]) -> Misconception:
    body = _EXAM
    for old, new in changes:
        assert old in body, (id, old)
        body = body.replace(old, new)
    return _slip(id, "evaluate", title, body, hint, loses)


_EVALUATE = (
    _exam("L31", "skipped questions counted as attempted",
          "A question that is skipped: has it been attempted, too?", "contract",
          ("        skipped += 1\n", "        skipped += 1\n        attempted += 1\n")),
    _exam("L32", "only the three given words looked up",
          "Can a solver find an answer that is not in its model? Is the question fair then?",
          "contract", ("(a, b, c, d))", "(a, b, c))")),
    _exam("L33", "restrict ignored",
          "How many words does the solver choose from? How many should it?", "contract",
          ("first_words(model, restrict)", "model")),
    _exam("L34", "a share in place of a number",
          "The task asks for three whole numbers. What is your first one?", "core contract",
          ("return correct,", "return correct / max(attempted, 1),")),
    _exam("L35", "any answer counts",
          "The right word may stand in any place of the list. Which place counts?", "core contract",
          ("answers[0][0] == d", "len(answers[0]) > 0")),
    _exam("L36", "a pair compared with a word",
          "Print one answer of the solver. Is it a word, or a word and something?", "core contract",
          ("answers[0][0] == d", "answers[0] == d")),
    _exam("L37", "no answer breaks it",
          "A solver may have no answer at all. What is the first entry of an empty list?",
          "core contract", ("len(answers) > 0 and ", "")),
    _exam("L38", "known words alone decide, skipped first counted last",
          "What order do the three numbers have in the task?", "core contract",
          ("return correct, attempted, skipped", "return attempted, correct, skipped")),
)  # fmt: skip

_FAIR = """\
small = first_words(model, restrict)
U = unit_rows(small.vectors)
echoes = nearest = both = attempted = 0
for words in questions:
    if any(word not in small.key_to_index for word in words):
        continue
    attempted += 1
    a, b, c, d = (small.key_to_index[word] for word in words)
    target = U[b] - U[a] + U[c]
    echoes += np.argmax(U @ target) in (a, b, c)
    to_c, to_both = U @ U[c], U @ (U[b] + U[c])
    to_c[[a, b, c]] = to_both[[a, b, c]] = -np.inf
    nearest += np.argmax(to_c) == d
    both += np.argmax(to_both) == d
if attempted == 0:
    raise ValueError("nothing attempted")
return float(echoes / attempted), float(nearest / attempted), float(both / attempted)
"""


def _fair(id: str, title: str, hint: str, loses: str, *changes: tuple[str, str]) -> Misconception:
    body = _FAIR
    for old, new in changes:
        assert old in body, (id, old)
        body = body.replace(old, new)
    return _slip(id, "fairness", title, body, hint, loses)


_FAIRNESS = (
    _fair("L41", "query words left out before looking for them",
          "You look for query words among the answers. Could one be there?", "core",
          ("echoes += np.argmax(U @ target)",
           "s = U @ target\n    s[[a, b, c]] = -np.inf\n    echoes += np.argmax(s)")),
    _fair("L42", "baselines that may return query words",
          "Which word is nearest to c, if none is left out?", "core",
          ("    to_c[[a, b, c]] = to_both[[a, b, c]] = -np.inf\n", "")),
    _fair("L43", "c alone looked for",
          "There are three query words. Which of them do you look for?", "core",
          ("in (a, b, c)\n", "== c\n")),
    _fair("L44", "nearest to a in place of c",
          "Which word does the first baseline start from?", "core",
          ("to_c, to_both = U @ U[c]", "to_c, to_both = U @ U[a]")),
    _fair("L45", "percent", "Between which two numbers does a share lie? Yours?", "core",
          ("return float(echoes", "attempted /= 100\nreturn float(echoes")),
    _fair("L46", "shares of all questions",
          "A question that is skipped: is it part of what your shares are shares of?", "contract",
          ("        continue\n    attempted += 1\n", "        attempted += 1\n        continue\n"
           "    attempted += 1\n")),
    _fair("L47", "nothing attempted, shares 0",
          "What is a share of nothing? Which error does the task name?", "contract",
          ('raise ValueError("nothing attempted")', "return 0.0, 0.0, 0.0")),
)  # fmt: skip

CATALOGUE = Catalogue(
    entries=(*_ANALOGY, *_OTHERS, *_EVALUATE, *_FAIRNESS),
    names={
        "np": np,
        "unit_rows": normalize_rows,
        "first_words": reference.first_words,
        **reference.TASKS,
    },
    probes=probes.PROBES,
    model_class="TinyModel",
)
"""All of them, with the names that a solution cell finds in the notebook."""
