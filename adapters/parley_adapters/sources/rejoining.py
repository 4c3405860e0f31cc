"""Articles that a page cuts into several containers (between advertisements), put together again."""

from collections import Counter
from typing import Any

_SHORTEST = 60  # characters of a paragraph that counts; shorter ones repeat by chance
_WORTHWHILE = 0.15  # of the text: what must be missing before the page is taken apart


def rejoined(page: str, text: str) -> Any:
    """The page's tree (of lxml) with the parts moved into the first; none where nothing much is missing.

    ``text`` is what an extractor found. Paragraphs that stand in the same kind of place (the same
    tags and classes all the way up) as most of it, yet are not in it, are its missing parts.
    """
    from trafilatura import load_html

    tree = load_html(page)
    if tree is None:
        return None
    found = _squeezed(text)
    paragraphs = [
        (paragraph, _place(paragraph), words)
        for paragraph in tree.iter("p")
        if len(words := _squeezed(paragraph.text_content())) >= _SHORTEST
    ]
    weights: Counter[tuple[str, ...]] = Counter()
    for _, place, words in paragraphs:
        if words in found:
            weights[place] += len(words)
    if not weights:
        return None
    main, weight = weights.most_common(1)[0]
    mine = [(paragraph, words) for paragraph, place, words in paragraphs if place == main]
    missing = sum(len(words) for _, words in mine if words not in found)
    if weight < len(found) / 2 or missing < _WORTHWHILE * len(found):
        return None
    parts = list(dict.fromkeys(paragraph.getparent() for paragraph, _ in mine))
    for part in parts[1:]:
        for child in list(part):
            parts[0].append(child)
    return tree if len(parts) > 1 else None


def _place(paragraph: Any) -> tuple[str, ...]:
    return tuple(f"{step.tag}.{step.get('class', '')}" for step in paragraph.iterancestors())


def _squeezed(text: str) -> str:
    return "".join(text.split())
