"""Ways to get ``neighbours`` wrong, each with the grade cells that it must lose.

A wrong formula stands in a function that keeps all other rules, and a broken rule beside a right
formula, so each entry shows what its one fault costs. ``most_similar_to`` stands on ``top_k``, and
``seed_numbers`` on ``compose_words``, as the notebook says. Ids are those of a survey of what is
done wrong; its K12, a loop over all rows, is slow and right, and stands among the right answers.
"""

from __future__ import annotations

from textwrap import dedent, indent

import numpy as np

from autograder.exercises.catalogue import Catalogue, Misconception
from autograder.exercises.neighbours import probes, reference

_HEADS = {
    "normalize_rows": "M", "top_k": "query, M, k, exclude=()",
    "most_similar_to": "model, word, k", "compose_words": "model, positive, negative=()",
    "seed_numbers": "model", "control": "model, target, base, candidates",
}  # fmt: skip


def _slip(id: str, task: str, title: str, body: str, hint: str, loses: str) -> Misconception:
    """A function with this body; ``loses`` names parts of its task, or whole cells of others."""
    code = f"def {task}({_HEADS[task]}):\n" + indent(dedent(body).strip() + "\n", "    ")
    cells = [name if "-" in name else f"{task}-{name}" for name in loses.split()]
    return Misconception(id, task, title, code, hint, frozenset(cells))


_TABLE = """\
M = np.asarray(M, dtype=np.float64)
if M.ndim != 2 or M.shape[1] == 0:
    raise ValueError("not a matrix")
"""
_LENGTHS = "lengths = np.linalg.norm(M, axis=1, keepdims=True)\n"
_SAFE = "lengths = np.where(lengths == 0, 1.0, lengths)\n"


def _rows(id: str, title: str, body: str, hint: str, loses: str) -> Misconception:
    return _slip(id, "normalize_rows", title, _TABLE + body, hint, loses)


_NORMALIZE = (
    _rows("N01", "columns have length 1",
          _LENGTHS.replace("axis=1", "axis=0") + _SAFE + "return M / lengths",
          "Which axis runs along one word? Measure the length of your first row.",
          "core stretch"),
    _rows("N02", "the whole matrix divided by one number",
          "return M / (np.linalg.norm(M) or 1.0)",
          "How many lengths does a matrix with three rows have? By how many do you divide?",
          "core stretch"),
    _rows("N04", "rows sum to 1",
          "lengths = M.sum(axis=1, keepdims=True)\n" + _SAFE + "return M / lengths",
          "What is under the root in the formula for a length? Does your row point the same way "
          "if its sum is negative?", "core"),
    _rows("N05", "z-scores",
          "lengths = M.std(axis=1, keepdims=True)\n" + _SAFE
          + "return (M - M.mean(axis=1, keepdims=True)) / lengths",
          "Who asked for the mean to be taken off? Measure the length of your first row.", "core"),
    _rows("N06", "the caller's matrix divided in place",
          _LENGTHS + _SAFE + "M /= lengths\nreturn M",
          "Print the matrix before and after the call. What does /= do to it?", "contract"),
    _rows("N07", "a zero row becomes nan", _LENGTHS + "return M / lengths",
          "What do you divide a row of zeros by?", "contract"),
    _slip("Q01", "normalize_rows", "types left as they came",
          _TABLE.replace(", dtype=np.float64", "")
          + "lengths = np.sqrt(np.sum(M * M, axis=1, keepdims=True))\n" + _SAFE
          + "return M / lengths",
          "What is 200 * 200 in 8 bits? Which rule of the house is about that?",
          "contract stretch"),
    _rows("Q02", "a small number added to each length", _LENGTHS + "return M / (lengths + 1e-12)",
          "What does that small number do to a very short row? Can a row of zeros be kept from "
          "harm in another way?", "stretch"),
    _rows("Q03", "nan replaced by 0", _LENGTHS + _SAFE + "return np.nan_to_num(M / lengths)",
          "A number was missing. Who would notice now?", "stretch"),
)  # fmt: skip

_CHECK_K = """\
if not isinstance(k, (int, np.integer)) or k < 0:
    raise ValueError("k is not a whole number")
"""
_RANKING = f"""\
query = np.asarray(query, dtype=np.float64)
M = np.asarray(M, dtype=np.float64)
if M.ndim != 2 or query.ndim != 1 or M.shape[1] != query.size or query.size == 0:
    raise ValueError("query and M do not fit")
{_CHECK_K}\
lengths = np.linalg.norm(M, axis=1) * (np.linalg.norm(query) or 1.0)
s = M @ query / np.where(lengths == 0, 1.0, lengths)
exclude = set(exclude)
"""
_ANSWER = "\nreturn [(int(i), float(s[i])) for i in rows]"
_FILTER = "rows = [i for i in {} if i not in exclude][:k]"


def _ranked(id: str, title: str, body: str, hint: str, loses: str) -> Misconception:
    body = body if "return" in body else body + _ANSWER
    return _slip(id, "top_k", title, _RANKING + body, hint, loses)


_WORDS = "most_similar_to-core"
_WORDS_RULES = "most_similar_to-contract"
_STABLE = 'np.argsort(-s, kind="stable")'

_TOP_K = (
    _ranked("K01", "the k least similar", _FILTER.format('np.argsort(s, kind="stable")'),
            "Which end of the list does argsort put the largest number at?", f"core {_WORDS}"),
    _ranked("K02", "the right ones, worst first",
            "order = np.argsort(np.nan_to_num(s, nan=-np.inf), kind='stable')\n"
            "rows = [i for i in order if i not in exclude][-k:]",
            "Which of your entries comes first? And what is a list [-0:] ?",
            f"core contract {_WORDS} {_WORDS_RULES}"),
    _ranked("K03", "the first place dropped in place of the excluded rows",
            f"rows = {_STABLE}[1 : k + 1]",
            "You drop whoever comes first. Is that always the row that should be left out?",
            f"core contract {_WORDS_RULES}"),
    _ranked("K04", "one too few", _FILTER.replace(":k", ": k - 1").format(_STABLE),
            "How many entries does a list [:3] have?",
            f"core contract {_WORDS} {_WORDS_RULES}"),
    _ranked("K05", "the right ones in no order",
            "s[[i for i in exclude]] = -np.inf\n"
            "rows = np.argpartition(-s, min(k, len(s) - 1))[: min(k, len(s) - len(exclude))]",
            "argpartition finds the k best. Does it put them in order, too?", "core contract"),
    _ranked("K06", "raw dot product",
            "s = M @ query\n" + _FILTER.format(_STABLE),
            "Make one row ten times as long. Should it climb in your ranking?",
            f"core stretch {_WORDS}"),
    _ranked("K07", "by distance",
            "s = -np.linalg.norm(M - query, axis=1)\n" + _FILTER.format(_STABLE),
            "Make one row ten times as long. Has it turned? Has its place changed?",
            f"core stretch {_WORDS}"),
    _ranked("K08", "ties in reverse",
            _FILTER.format("np.argsort(np.nan_to_num(s, nan=-np.inf), kind='stable')[::-1]"),
            "Reverse a list, and what happens to those that tie? Is there a way to sort without "
            "reversing?", "contract"),
    _ranked("K09", "distances, the farthest first",
            "s = 1 - s\n" + _FILTER.format(_STABLE),
            "You sort distances. Is a large distance a good sign?", f"core {_WORDS}"),
    _ranked("K11", "nan first",
            _FILTER.format("np.lexsort((-np.arange(len(s)), s))[::-1]"),
            "NumPy sorts nan to the end. Where is the end after [::-1]?", "stretch"),
    _ranked("K13", "excluded rows scored 0",
            "s[[i for i in exclude]] = 0\nrows = " + _STABLE + "[:k]",
            "Is 0 the lowest score there is?", f"contract {_WORDS} {_WORDS_RULES}"),
    _ranked("K14", "cut first, excluded afterwards",
            f"rows = [i for i in {_STABLE}[:k] if i not in exclude]",
            "You asked for k and left some out afterwards. How many are left?",
            f"contract {_WORDS} {_WORDS_RULES}"),
    _slip("K15", "top_k", "k not checked",
          _RANKING.replace(_CHECK_K, "") + _FILTER.format(_STABLE) + _ANSWER,
          "What does a list [:-1] mean, and what should k = -1 do here?", "contract"),
)  # fmt: skip
_SIMILAR = (
    _slip("Q11", "most_similar_to", "a word is its own neighbour",
          """
          best = top_k(model[word], model.vectors, k)
          return [(model.index_to_key[row], score) for row, score in best]
          """,
          "Who is nearest to a word, if nobody is left out?", "core contract"),
    _slip("Q12", "most_similar_to", "the first place dropped in place of the word",
          """
          best = top_k(model[word], model.vectors, k + 1)[1:]
          return [(model.index_to_key[row], score) for row, score in best]
          """,
          "Two words may have the same vector. Which of them do you drop then?", "contract"),
    _slip("Q13", "most_similar_to", "row numbers in place of words",
          """
          row = model.key_to_index[word]
          return top_k(model[word], model.vectors, k, exclude=[row])
          """,
          "You have found rows. How do you get from a row to its word?", "core contract"),
    _slip("Q14", "most_similar_to", "an unknown word has no neighbours",
          """
          if word not in model.key_to_index:
              return []
          row = model.key_to_index[word]
          best = top_k(model[word], model.vectors, k, exclude=[row])
          return [(model.index_to_key[other], score) for other, score in best]
          """,
          "How would a caller tell a misspelt word from a lonely one?", "contract"),
    _slip("Q15", "most_similar_to", "gensim asked in place of an implementation",
          "return model.most_similar(word, topn=k)",
          "Which four things may you use of a model? Is most_similar one of them?",
          "core contract"),
    _slip("Q16", "most_similar_to", "words without their scores",
          """
          row = model.key_to_index[word]
          best = top_k(model[word], model.vectors, k, exclude=[row])
          return [model.index_to_key[other] for other, score in best]
          """,
          "What is in each entry of the list that the task asks for?", "core contract"),
)  # fmt: skip

_WORDS_OF = """\
if len(positive) + len(negative) == 0:
    raise ValueError("no words")
plus = [np.asarray(model[word], dtype=np.float64) for word in positive]
minus = [np.asarray(model[word], dtype=np.float64) for word in negative]
d = len((plus + minus)[0])
"""


def _recipe(id: str, title: str, body: str, hint: str, loses: str) -> Misconception:
    return _slip(id, "compose_words", title, _WORDS_OF + body, hint, loses)


_COMPOSE = (
    _recipe("Q21", "nothing taken away", "return np.sum(plus + minus, axis=0)",
            "Which sign do the words in negative have?", "core"),
    _recipe("Q22", "mean in place of the sum",
            "return (np.sum(plus or [np.zeros(d)], axis=0) - np.sum(minus or [np.zeros(d)], "
            "axis=0)) / len(plus + minus)",
            "Two words together: is your sum half as long as it should be?", "core"),
    _recipe("Q23", "each word made a unit vector first",
            "return sum(v / np.linalg.norm(v) for v in plus) - sum("
            "v / np.linalg.norm(v) for v in minus) + np.zeros(d)",
            "The task adds the vectors as they are. What have you done to them before?",
            "core seed_numbers-core"),
    _slip("Q24", "compose_words", "float32 as it came",
          """
          if len(positive) + len(negative) == 0:
              raise ValueError("no words")
          zero = 0 * model[[*positive, *negative][0]]
          return sum((model[w] for w in positive), zero) - sum((model[w] for w in negative), zero)
          """,
          "Which type do the model's numbers have, and which does the task ask for?", "contract"),
    _slip("Q25", "compose_words", "unknown words skipped",
          """
          if len(positive) + len(negative) == 0:
              raise ValueError("no words")
          total = np.zeros(model.vectors.shape[1])
          for word in positive:
              if word in model.key_to_index:
                  total = total + model[word]
          for word in negative:
              if word in model.key_to_index:
                  total = total - model[word]
          return total
          """,
          "A misspelt word drops out of your sum. Who would notice?", "contract"),
    _slip("Q26", "compose_words", "the model's own vector added to",
          """
          if len(positive) + len(negative) == 0:
              raise ValueError("no words")
          total = model[positive[0]] if positive else np.zeros(model.vectors.shape[1])
          for word in positive[1:]:
              total += model[word]
          for word in negative:
              total -= model[word]
          return np.asarray(total, dtype=np.float64)
          """,
          "Where does the array live that you add to? Print the first word's vector afterwards.",
          "contract seed_numbers-core"),
)  # fmt: skip

_SEED = (
    _slip("Q31", "seed_numbers", "the printed numbers returned",
          "return 0.71930116, 0.5309377, 0.74011725",
          "Another model has other numbers. Which line of yours looks at the model?", "core"),
    _slip("Q32", "seed_numbers", "the sum of king and man",
          """
          king, man, monarch = (0.0 + model[word] for word in ("king", "man", "monarch"))
          return cosine(king, monarch), cosine(king, man), cosine(monarch, king + man)
          """,
          "What is compared with what in the third number?", "core"),
    _slip("Q33", "seed_numbers", "in another order",
          """
          king, man, monarch = (0.0 + model[word] for word in ("king", "man", "monarch"))
          return cosine(king, man), cosine(king, monarch), cosine(king, monarch + man)
          """,
          "Which of the three numbers comes first in the task?", "core"),
)  # fmt: skip

_TRIAL = """\
if len(candidates) == 0:
    raise ValueError("no candidates")
aim = np.asarray(model[target], dtype=np.float64)
start = np.asarray(model[base], dtype=np.float64)
man = np.asarray(model["man"], dtype=np.float64)
others = np.array([model[word] for word in candidates], dtype=np.float64)
known = cosine(aim, start + man)
found = np.array([cosine(aim, start + other) for other in others])
"""


def _trial(id: str, title: str, answer: str, hint: str, loses: str) -> Misconception:
    return _slip(id, "control", title, _TRIAL + answer, hint, loses)


_CONTROL = (
    _trial("Q41", "equally good does not count", "return float(np.mean(found > known + 1e-9))",
           "Let man compete with itself. Does it do at least as well?", "contract"),
    _trial("Q42", "compared with the base alone",
           "return float(np.mean(found >= cosine(aim, start) - 1e-9))",
           "Whom do the candidates have to beat: the base alone, or the base with man?",
           "core"),
    _trial("Q43", "a number in place of a share", "return float(np.sum(found >= known - 1e-9))",
           "Can a share be larger than 1?", "core contract"),
    _trial("Q44", "percent", "return float(np.mean(found >= known - 1e-9)) * 100",
           "Between which two numbers does a share lie? Yours?", "core contract"),
    _trial("Q45", "dot product in place of the cosine",
           "return float(np.mean((start + others) @ aim >= (start + man) @ aim - 1e-9))",
           "Long words win in your contest. Which measure knows no lengths?", "core"),
    _trial("Q46", "base forgotten",
           "found = np.array([cosine(aim, other) for other in others])\n"
           "return float(np.mean(found >= cosine(aim, man) - 1e-9))",
           "What do you compare the target with: the candidate, or base and candidate together?",
           "core"),
    _trial("Q47", "share of those that do worse", "return float(np.mean(found < known - 1e-9))",
           "Do you count those that do at least as well, or the others?", "core contract"),
    _slip("Q48", "control", "no candidates, share 0",
          _TRIAL.replace('raise ValueError("no candidates")', "return 0.0")
          + "return float(np.mean(found >= known - 1e-9))",
          "What is a share of nothing? Which error does the task name?", "contract"),
    _slip("Q49", "control", "unknown candidates skipped",
          "candidates = [word for word in candidates if word in model.key_to_index]\n" + _TRIAL
          + "return float(np.mean(found >= known - 1e-9))",
          "A misspelt candidate drops out. Of how many is your share a share?", "contract"),
)  # fmt: skip


def cosine(u: object, v: object) -> float:
    """What the notebook gives by this name."""
    return float(reference.top_k(u, [v], 1)[0][1])  # type: ignore[arg-type]


CATALOGUE = Catalogue(
    entries=(*_NORMALIZE, *_TOP_K, *_SIMILAR, *_COMPOSE, *_SEED, *_CONTROL),
    names={"np": np, "cosine": cosine, **reference.TASKS},
    probes=probes.PROBES,
    model_class="TinyModel",
)
"""All of them, with the names that a solution cell finds in the notebook."""
