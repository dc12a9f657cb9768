"""Which of several articles are one story 同稿, while they are placed one after the other. Pure."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Protocol

from news.stories.same import chosen, compare

if TYPE_CHECKING:
    from collections.abc import Sequence

    from news.stories.reprint import Copy


class Candidate(Protocol):
    """An article that another may be a reprint of."""

    @property
    def article_id(self) -> int:
        """Its number in the store."""

    def copy(self) -> Copy:
        """Make what is compared of it, which costs something."""


class Stories:
    """The stories that articles are in. An article that is in none is a group of its own.

    A group is numbered by its story, or, while it has no story's number, by an article of it, below zero.
    """

    def __init__(self) -> None:
        self._group: dict[int, int] = {}
        self._merged: dict[int, int] = {}

    def add(self, article_id: int, story: int | None) -> None:
        """Say which story an article is in (None: in none), unless that is known already."""
        self._group.setdefault(article_id, story or -article_id)

    def group(self, article_id: int) -> int:
        """Return the group that an article is in now."""
        return self._now(self._group[article_id])

    def place(self, article_id: int, copy: Copy, candidates: Sequence[Candidate]) -> None:
        """Join an article with those of the candidates, best first, that it is one story with."""
        partners = self._partners(copy, candidates)
        groups = {self.group(partner.article_id) for partner in partners} | {self.group(article_id)}
        # Of several stories the oldest keeps its number.
        kept = min((group for group in groups if group > 0), default=max(groups))
        self._merged |= dict.fromkeys(groups - {kept}, kept)

    def merged(self) -> dict[int, int]:
        """Return the stories that became part of another, with that one."""
        return {story: self._now(story) for story in self._merged if story > 0}

    def nameless(self) -> list[int]:
        """Return the groups of several articles that have no story's number yet."""
        sizes = Counter(self._now(group) for group in self._group.values())
        return [group for group, size in sizes.items() if group < 0 and size > 1]

    def named(self, numbers: dict[int, int]) -> dict[int, int | None]:
        """Return the story of each article that was added as one of none. numbers: those of the nameless groups."""
        found = {article_id: self._now(group) for article_id, group in self._group.items() if group < 0}
        return {article_id: group if group > 0 else numbers.get(group) for article_id, group in found.items()}

    def _now(self, group: int) -> int:
        while group in self._merged:
            group = self._merged[group]
        return group

    def _partners(self, copy: Copy, candidates: Sequence[Candidate]) -> list[Candidate]:
        """Return those that are the same story; of a story that certainly is, one is enough."""
        certain: set[int] = set()
        compared, verdicts = [], []
        for candidate in candidates:
            group = self.group(candidate.article_id)
            if group not in certain:
                verdict = compare(copy, candidate.copy())
                compared.append(candidate)
                verdicts.append(verdict)
                certain |= {group} if verdict.is_sure else set()
        return [compared[place] for place in chosen(verdicts, [self.group(one.article_id) for one in compared])]
