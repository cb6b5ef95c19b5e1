"""The claim that students correct: "cosine similarity lies between 0 and 1".

One pair of words refutes it, and any such pair is right, so nothing is compared with ours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from autograder.exercises.checking import WrongAnswer
from autograder.exercises.models import WordVectors
from autograder.exercises.showing import number, show
from autograder.exercises.similarity.reference import cosine_similarity
from autograder.model import Evidence

CALL = "find_negative_pair(model)"


def refutes(function: Callable[..., Any], model: WordVectors) -> None:
    """``function(model)`` is two words of the model whose cosine is below zero, or WrongAnswer."""
    pair = function(model)
    words = list(pair) if type(pair) in (list, tuple) else []
    if len(words) != 2 or any(type(word) is not str for word in words):
        raise WrongAnswer(Evidence(CALL, show(pair), "two words, as a tuple of two strings"))
    known = [word for word in words if word in model.key_to_index]
    if len(known) != 2:
        raise WrongAnswer(Evidence(CALL, show(pair), "two words that are in the model"))
    cosine = cosine_similarity(model[words[0]], model[words[1]])
    if cosine >= 0:
        came = f"{show(pair)}, whose cosine is {number(cosine)}"
        hint = "What does your function look at before it returns a pair? Print the cosine there."
        raise WrongAnswer(Evidence(CALL, came, "two words whose cosine is below 0", hint=hint))
