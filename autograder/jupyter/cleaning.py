"""HTML that students wrote, made harmless for the page on which a person grades it.

What is left is text with its layout. Scripts, forms, frames and style sheets go, and so do ids and
most classes, for nbgrader's own script finds its fields by them.
"""

from __future__ import annotations

import re
from functools import cache

from bleach import ALLOWED_PROTOCOLS, ALLOWED_TAGS
from bleach.css_sanitizer import CSSSanitizer
from bleach.sanitizer import Cleaner
from bs4 import BeautifulSoup

_LAYOUT = (
    "p br hr div span pre h1 h2 h3 h4 h5 h6 img table caption thead tbody tfoot tr th td dl dt dd "
    "del ins s u sub sup small mark kbd samp var q cite details summary figure figcaption"
)
_TAGS = ALLOWED_TAGS | frozenset(_LAYOUT.split())
_WITH_TEXT = ("script", "style", "template", "noscript", "title", "textarea", "svg", "math")
"""Elements whose text is not for reading either."""
_CLASS = re.compile(r"[a-z][a-z0-9]{0,2}|highlight|hl-\w+|dataframe|tex2jax_ignore")
"""Those of coloured code, of tables, and of what MathJax leaves alone."""
_PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,")
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "ol": {"start"},
    "table": {"border"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"},
}


def cleaned(html: str) -> str:
    """``html`` without anything that acts, or could be taken for a part of the page around it."""
    soup = BeautifulSoup(html, "html.parser")
    for element in soup(list(_WITH_TEXT)):
        element.decompose()
    return str(_cleaner().clean(str(soup)))


def _allowed(tag: str, name: str, value: str) -> bool:
    if name == "class":
        return all(map(_CLASS.fullmatch, value.split()))
    if name == "style":
        return True  # which the cleaner looks through
    if value.lstrip().lower().startswith("data:") and not (tag == "img" and _PICTURE.match(value)):
        return False
    return name in _ATTRIBUTES.get(tag, ())


@cache
def _cleaner() -> Cleaner:
    return Cleaner(
        tags=_TAGS,
        attributes=_allowed,
        protocols=ALLOWED_PROTOCOLS | {"data"},
        css_sanitizer=CSSSanitizer(),
        strip=True,
    )
