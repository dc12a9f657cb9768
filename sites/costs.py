"""Which CSS selectors a hostile page could make slow, told from the selector alone."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from cssselect import parse
from cssselect.parser import CombinedSelector, Element, Function, Matching, Negation, Pseudo, Relation, parse_series

if TYPE_CHECKING:
    from collections.abc import Iterator

# 2026-11, on a page of 1 MB with 20,000 elements in one row, or 250 levels deep: `p ~ p`, `:nth-child(2n+1)`,
# `:first-of-type`, `div :lang(zh)`, `div div:contains("x")` and `div:has(.x)` each took more than four seconds.
_MOST_ALTERNATIVES = 6
_TOO_SLOW = (
    *("first-of-type", "last-of-type", "only-of-type", "nth-of-type", "nth-last-of-type"),
    *("contains", "lang"),
)
_HAS = ":has"
_HAS_ELSEWHERE = ":has 只能用在最后一级 only in the last step, not inside another"
_PLACES = ("nth-child", "nth-last-child")
_HIGHEST_PLACE = 100


def refusal_of(selector: str) -> str | None:
    """Return what in a selector that cssselect parses costs too much; None: nothing does."""
    alternatives = parse(selector)
    if len(alternatives) > _MOST_ALTERNATIVES:
        return f"最多 {_MOST_ALTERNATIVES} 个并列 more than {_MOST_ALTERNATIVES} alternatives"
    for alternative in alternatives:
        costs = Counter(_costs(alternative.parsed_tree, "last"))
        refused = [name for name, count in costs.items() if count > (name == _HAS)]
        if refused:
            return refused[0]
    return None


def _costs(tree: Any, where: str) -> Iterator[str]:
    """Yield :has for each one that may be there once, anything else for what is refused. `where`: last (in what the
    selector selects), before (in what must stand above or beside it), inside (between the brackets of another).
    """
    if isinstance(tree, Element):
        return
    if isinstance(tree, CombinedSelector):
        if tree.combinator == "~":
            yield "~"
        yield from _costs(tree.selector, "inside" if where == "inside" else "before")
        yield from _costs(tree.subselector, where)
        return
    yield from _own_costs(tree, where)
    yield from _costs(tree.selector, where)


def _own_costs(tree: Any, where: str) -> Iterator[str]:
    if isinstance(tree, Relation):
        yield _HAS if where == "last" else _HAS_ELSEWHERE
        for combinator, argument in tree.arguments:
            yield from _has_costs(combinator.value, argument.parsed_tree)
    elif isinstance(tree, Negation):
        yield from _costs(tree.subselector, "inside")
    elif isinstance(tree, Matching):
        for each in tree.selector_list:
            yield from _costs(each, "inside")
    elif isinstance(tree, (Function, Pseudo)):
        yield from _pseudo_costs(tree)


def _has_costs(combinator: str | None, argument: Any) -> Iterator[str]:
    yield from _costs(argument, "inside")
    if combinator == "~":
        yield "~"
    if combinator not in (">", "+") and not isinstance(argument, Element):
        yield ":has 内只能写元素名或 > takes an element's name, or >"
    if isinstance(argument, CombinedSelector):
        yield ":has 内有多级 several steps in :has"


def _pseudo_costs(tree: Function | Pseudo) -> Iterator[str]:
    name = tree.name if isinstance(tree, Function) else tree.ident
    if name in _TOO_SLOW:
        yield f":{name}"
    elif name in _PLACES and isinstance(tree, Function) and not _is_place(tree):
        yield f":{name} 只能写数字 takes a plain number, 1 to {_HIGHEST_PLACE}"


def _is_place(tree: Function) -> bool:
    try:
        step, place = parse_series(tree.arguments)
    except ValueError:
        return False
    return step == 0 and 1 <= place <= _HIGHEST_PLACE
