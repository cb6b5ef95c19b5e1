"""The workshop's three cosines."""

from __future__ import annotations

import pytest

from autograder.embeddings import Store, check, verify
from autograder.errors import VectorsCorrupt


def test_the_three_cosines_are_the_workshops_to_the_sixth_decimal(pristine: Store) -> None:
    cosines = verify(pristine)
    assert [cosine.value for cosine in cosines] == pytest.approx(
        [0.71930116, 0.5309377, 0.74011725], rel=0, abs=5e-7
    )
    assert [str(cosine)[:-2] for cosine in cosines] == [  # the last digits are the processor's
        "cos(king, monarch) = 0.719301",
        "cos(king, man) = 0.53093",
        "cos(king, monarch + man) = 0.740117",
    ]


@pytest.mark.parametrize("off", [1e-6, -1e-6, float("nan")])
def test_a_cosine_that_differs_in_the_sixth_decimal_fails(
    off: float, pristine: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(check, "_EXPECTED", ((("king",), ("man",), 0.5309377 + off),))
    with pytest.raises(VectorsCorrupt, match=r"cos\(king, man\) = 0\.530937\d*, but"):
        verify(pristine)
