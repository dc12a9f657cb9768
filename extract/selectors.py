"""CSS selectors as XPath whose cost grows with the page, not with its square.

cssselect walks from left to right and merges node sets: on a page of 1 MB with 20,000 elements `div div`, `p + p`,
`p:nth-child(2)` and `p:first-child` each take minutes (2026-11). Here each element is looked at once, and its
ancestors, parent or one sibling are asked. Nearest ancestor first is enough: whatever stands above a farther one
stands above the nearest, too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cssselect.parser import parse, parse_series
from parsel.csstranslator import HTMLTranslator

if TYPE_CHECKING:
    from cssselect.parser import Function, Selector
    from cssselect.xpath import XPathExpr


class PageTranslator(HTMLTranslator):
    """`above` of an expression is what must be true besides its own condition, of its ancestors."""

    def _translate(self, css: str, prefix: str) -> str:
        """Look once for all alternatives: libxml2 compares every pair when it merges node sets."""
        alternatives = parse(css)
        if len(alternatives) == 1 or any(each.pseudo_element for each in alternatives):
            return super()._translate(css, prefix)
        return f"{prefix}*[{' or '.join(self.selector_to_xpath(each, 'self::') for each in alternatives)}]"

    def selector_to_xpath(
        self, selector: Selector, prefix: str = "descendant-or-self::", translate_pseudo_elements: bool = False
    ) -> str:
        xpath = self.xpath(selector.parsed_tree)
        above, pseudo = _above(xpath), selector.pseudo_element if translate_pseudo_elements else None
        if pseudo and xpath.element == "*" and not xpath.condition and above.startswith("ancestor::"):
            # parsel's meaning of `div *::text`: all text below, the element's own too.
            above = above.replace("ancestor::", "ancestor-or-self::", 1)
        if above:
            xpath.add_condition(above)
        return prefix + str(self.xpath_pseudo_element(xpath, pseudo) if pseudo else xpath)

    def xpath_descendant_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return _under(right, "", f"ancestor::{left}[1]{_further(left)}")

    def xpath_child_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return _under(right, f"parent::{left}", f"parent::*{_further(left)}" if _above(left) else "")

    def xpath_direct_adjacent_combinator(self, left: XPathExpr, right: XPathExpr) -> XPathExpr:
        return _under(right, f"preceding-sibling::*[1]/self::{left}", _above(left))

    def xpath_first_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(preceding-sibling::*[1])")

    def xpath_last_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(following-sibling::*[1])")

    def xpath_only_child_pseudo(self, xpath: XPathExpr) -> XPathExpr:
        return xpath.add_condition("not(preceding-sibling::*[1]) and not(following-sibling::*[1])")

    def xpath_nth_child_function(self, xpath: XPathExpr, function: Function, *args: Any, **kwargs: Any) -> XPathExpr:
        step, place = parse_series(function.arguments)
        if step or place < 1 or not kwargs.get("add_name_test", True):
            return super().xpath_nth_child_function(xpath, function, *args, **kwargs)
        axis = "following-sibling::*" if kwargs.get("last") else "preceding-sibling::*"
        before = f"{axis}[{place - 1}] and " if place > 1 else ""
        return xpath.add_condition(f"{before}not({axis}[{place}])")


def _above(xpath: XPathExpr) -> str:
    return getattr(xpath, "above", "")


def _further(xpath: XPathExpr) -> str:
    return f"/{_above(xpath)}" if _above(xpath) else ""


def _under(right: XPathExpr, own: str, above: str) -> XPathExpr:
    if own:
        right.add_condition(own)
    right.above = above  # type: ignore[attr-defined]
    return right
