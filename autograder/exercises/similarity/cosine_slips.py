"""Ways to get ``cosine_similarity`` wrong; see ``misconceptions`` for what the entries mean.

The ids are those of a survey of public implementations; its gaps belong to other assignments.
"""

from __future__ import annotations

from collections.abc import Iterable

from autograder.exercises.catalogue import Misconception

TASK = "cosine_similarity"
CORE, WORDS = "cosine_similarity-core", "cosine_similarity-words"
CONTRACT, STRETCH = "cosine_similarity-contract", "cosine_similarity-stretch"
ANGLE, ANGLE_CONTRACT = "angle_degrees-core", "angle_degrees-contract"
DISTANCE = "cosine_distance-core"

FORMULA = (CORE, WORDS, ANGLE, DISTANCE)
"""What a wrong formula loses that is right in size and range."""
UNBOUNDED = (*FORMULA, STRETCH, ANGLE_CONTRACT)
"""What a formula loses that leaves [-1, 1], where no arc cosine exists."""

_CAREFUL = """\
def cosine_similarity(u, v):
    u = np.asarray(u, dtype=np.float64)
    v = np.asarray(v, dtype=np.float64)
    if u.ndim != 1 or u.shape != v.shape or len(u) == 0:
        raise ValueError("the vectors do not fit")
    if not u.any() or not v.any():
        return 0.0
    norm = np.linalg.norm
    cosine = np.clip(np.dot(u, v) / (norm(u) * norm(v)), -1.0, 1.0)
    return {answer}
"""


def _formula(id: str, title: str, answer: str, hint: str, loses: Iterable[str]) -> Misconception:
    """A wrong formula in a function that keeps all the other rules."""
    code = _CAREFUL.replace("{answer}", answer)
    return Misconception(id, TASK, title, code, hint, frozenset(loses))


def _rule(id: str, title: str, body: str, hint: str, loses: Iterable[str]) -> Misconception:
    """A right formula in a function that breaks a rule."""
    code = "def cosine_similarity(u, v):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    return Misconception(id, TASK, title, code, hint, frozenset(loses))


_NORMS = "norm = np.linalg.norm\n"
_FLOAT = "u, v = np.asarray(u, dtype=np.float64), np.asarray(v, dtype=np.float64)\n"
_FIT = (
    "if np.ndim(u) != 1 or np.shape(u) != np.shape(v) or len(u) == 0:\n"
    "    raise ValueError('the vectors do not fit')\n"
)
_ZERO = "if not np.any(u) or not np.any(v):\n    return 0.0\n"
_COSINE = "return float(np.clip(np.dot(u, v) / (norm(u) * norm(v)), -1.0, 1.0))"

FORMULAS = (
    _formula(
        "C01", "no parentheses around the product of the lengths",
        "float(np.dot(u, v) / norm(u) * norm(v))",
        "In which order does Python work out a / b * c? Compare with what the fraction bar of the "
        "formula says.",
        UNBOUNDED,
    ),
    _formula(
        "C02", "lengths added instead of multiplied",
        "float(np.dot(u, v) / (norm(u) + norm(v)))",
        "Try a vector with itself, by hand. Which operation joins the two lengths in the formula?",
        UNBOUNDED,
    ),
    _formula(
        "C03", "square roots forgotten", "float(np.dot(u, v) / (np.sum(u**2) * np.sum(v**2)))",
        "How long is the arrow [3, 4] by Pythagoras, and what do you divide by for it?",
        UNBOUNDED,
    ),
    _formula(
        "C04", "the raw dot product", "float(np.dot(u, v))",
        "This is the top of the fraction. Make one vector twice as long: what should happen to the "
        "similarity, and what does happen?",
        UNBOUNDED,
    ),
    _formula(
        "C05", "lengths as sums of absolute values",
        "float(np.dot(u, v) / (np.abs(u).sum() * np.abs(v).sum()))",
        "How long is the arrow [3, 4], measured with a ruler? Is that what you divide by?",
        FORMULA,
    ),
    _formula(
        "C06", "the length of u twice", "float(np.dot(u, v) / norm(u) / norm(u))",
        "Each vector has its own length. Read your denominator aloud: whose lengths are in it?",
        UNBOUNDED,
    ),
    _formula(
        "C07", "absolute value", "float(abs(cosine))",
        "What should two arrows that point in opposite directions give, and what do yours give?",
        FORMULA,
    ),
    _formula(
        "C08", "negative cosines cut off at 0", "float(max(0.0, cosine))",
        "Can the top of the fraction be negative? Does anything in the formula turn that into 0?",
        (*FORMULA, STRETCH),
    ),
    _formula(
        "C09", "rescaled to [0, 1]", "float((1 + cosine) / 2)",
        "What does the formula give for two arrows at right angles, and what does your function?",
        (*FORMULA, ANGLE_CONTRACT),
    ),
    _formula(
        "C10", "cosine distance", "float(1 - cosine)",
        "Should a vector and itself get the largest value or the smallest? Look which of the two "
        "a later task asks for.",
        UNBOUNDED,
    ),
    _formula(
        "C11", "negative Euclidean distance", "float(-norm(u - v))",
        "You measure how far apart the tips are. Which part of the notebook says why that is not "
        "what we want?",
        UNBOUNDED,
    ),
    _formula(
        "C12", "Euclidean distance made into a score", "float(1 / (1 + norm(u - v)))",
        "Make one vector twice as long. No arrow has turned, so why does the number change?",
        UNBOUNDED,
    ),
    _formula(
        "C13", "the angle itself, in radians", "float(np.arccos(cosine))",
        "Is the task asking for the angle, or for something that is computed from it?",
        UNBOUNDED,
    ),
    _formula(
        "C14", "Pearson correlation", "float(np.corrcoef(u, v)[0, 1])",
        "Something here subtracts a mean from each vector first. Does the formula do that?",
        (*FORMULA, ANGLE_CONTRACT),
    ),
    _formula(
        "C15", "rounded to three digits", "float(round(cosine, 3))",
        "Who should decide how many digits to print: your function, or whoever calls it?",
        FORMULA,
    ),
    _formula(
        "C16", "a small number added to the denominator",
        "float(np.clip(np.dot(u, v) / (norm(u) * norm(v) + 1e-8), -1.0, 1.0))",
        "What does the number that you add do to vectors that are as small as it is?",
        (STRETCH,),
    ),
    _formula(
        "C21", "whole numbers only", "float(int(np.dot(u, v)) // int(norm(u) * norm(v)))",
        "What do int() and // do with the part behind the decimal point?",
        UNBOUNDED,
    ),
    _formula(
        "C22", "square of the sum instead of sum of the squares",
        "float(np.dot(u, v) / np.sqrt(np.sum(u) ** 2) / np.sqrt(np.sum(v) ** 2))",
        "What is the length of [3, 4] on paper? Watch when you square and when you add.",
        UNBOUNDED,
    ),
    _formula(
        "C26", "the number of the worked example", "0.719301",
        "Does your result depend on u and v at all?",
        UNBOUNDED,
    ),
    _formula(
        "C27", "the answers of the visible tests looked up",
        "{0.4714: 0.471405, 0.9058: 0.905822, 0.8006: 0.800641, 0.7193: 0.71930116,\n"
        "            0.5309: 0.5309377, 0.7401: 0.74011725}.get(round(float(cosine), 4), 0.0)",
        "For which vectors does your function compute, and for which does it remember?",
        (*FORMULA, STRETCH),
    ),
    _formula(
        "C29", "the longer length, squared", "float(np.dot(u, v) / max(norm(u), norm(v)) ** 2)",
        "Whose length is missing from your denominator when one vector is longer?",
        (*FORMULA, STRETCH),
    ),
    _formula(
        "C30", "squared cosine", "float(cosine**2)",
        "What has become of the sign? Try two arrows in opposite directions.",
        FORMULA,
    ),
    _formula(
        "C31", "numbers compared one by one",
        "float(np.prod(1 - np.abs(u - v) / (np.abs(u) + np.abs(v) + 1e-9)))",
        "You compare the numbers one by one. Where in the formula do they meet?",
        (*FORMULA, STRETCH),
    ),
    _formula(
        "C34", "the notebook's variables instead of the parameters",
        "float(np.dot(king, monarch) / (norm(king) * norm(monarch)))",
        "Which names stand in the def line, and which does your return line use?",
        UNBOUNDED,
    ),
    _formula(
        "C37", "half precision", "float(np.float16(cosine))",
        "How many digits does a float16 keep?",
        FORMULA,
    ),
    _formula(
        "C39", "angular similarity", "float(1 - 2 * np.arccos(cosine) / np.pi)",
        "This measure agrees with the cosine at -1, 0 and 1 only. Which step can you leave out?",
        FORMULA,
    ),
    _formula(
        "C40", "cubed cosine", "float(cosine**3)",
        "Right at -1, 0 and 1, but not in between. Is there an exponent in the formula?",
        FORMULA,
    ),
)  # fmt: skip

RULES = (
    _rule(
        "C17", "short vectors taken for zero",
        _FLOAT + _FIT + _NORMS + "if np.isclose(norm(u) * norm(v), 0, atol=1e-12):\n"
        "    return 0.0\n" + _COSINE,
        "Is an arrow of length 1e-20 a zero vector? Does it have a direction?",
        (STRETCH,),
    ),
    _rule(
        "C19", "zero vector not handled", _FLOAT + _FIT + _NORMS + _COSINE,
        "What does the formula divide by when a vector is zero, and what does the task say?",
        (CONTRACT, ANGLE_CONTRACT),
    ),
    _rule(
        "C20", "integers left as integers",
        "u, v = np.asarray(u), np.asarray(v)\n" + _FIT + _ZERO
        + "lengths = np.sqrt(np.dot(u, u)) * np.sqrt(np.dot(v, v))\n"
        "return float(np.clip(np.dot(u, v) / lengths, -1.0, 1.0))",
        "What is 200 * 200 in 8 bits? Which rule of the house is about that?",
        (CONTRACT, STRETCH),
    ),
    _rule(
        "C24", "zip cuts the longer vector",
        "top = sum(float(a) * float(b) for a, b in zip(u, v))\n"
        "lengths = math.sqrt(sum(float(a) ** 2 for a in u) * sum(float(b) ** 2 for b in v))\n"
        "return max(-1.0, min(1.0, top / lengths)) if lengths else 0.0",
        "What does zip do with the rest of the longer one?",
        (CONTRACT, STRETCH, ANGLE_CONTRACT),
    ),
    _rule(
        "C25", "shapes broadcast",
        _FLOAT + _NORMS + _ZERO
        + "return float(np.clip(np.sum(u * v) / (norm(u) * norm(v)), -1.0, 1.0))",
        "What does NumPy do with u * v when v holds one number only? Did you ask for that?",
        (CONTRACT, ANGLE_CONTRACT),
    ),
    _rule(
        "C32", "an array of one number",
        _FLOAT + _FIT + _ZERO + _NORMS
        + "return np.array([np.clip(np.dot(u, v) / (norm(u) * norm(v)), -1.0, 1.0)])",
        "What type does your function return? Compare with the rules of the house.",
        (CONTRACT, ANGLE, ANGLE_CONTRACT),
    ),
    _rule(
        "C35", "the caller's arrays divided in place",
        _FLOAT + _FIT + _ZERO
        + "u /= np.linalg.norm(u)\nv /= np.linalg.norm(v)\n"
        "return float(np.clip(u @ v, -1.0, 1.0))",
        "Print the vector before and after the call. What does /= do to an array that came from "
        "outside?",
        (CONTRACT, ANGLE_CONTRACT),
    ),
    _rule(
        "C36", "every error swallowed",
        "try:\n    u, v = np.asarray(u, dtype=float), np.asarray(v, dtype=float)\n"
        "    cosine = dot(u, v) / (math.sqrt(dot(u, u)) * math.sqrt(dot(v, v)))\n"
        "    return float(np.clip(cosine, -1.0, 1.0))\nexcept Exception:\n    return 0.0",
        "Which error should reach the caller here, and where does it go?",
        (CONTRACT, ANGLE_CONTRACT),
    ),
)  # fmt: skip
