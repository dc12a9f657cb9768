"""Figures with their limits, as a table for people and as JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Literal

import click

Bound = Literal["at most", "at least"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured value; without a limit it is only told."""

    part: str
    name: str
    value: float
    unit: str = ""
    bound: Bound = "at most"
    limit: float | None = None

    @property
    def holds(self) -> bool | None:
        if self.limit is None:
            return None
        return self.value <= self.limit if self.bound == "at most" else self.value >= self.limit


@dataclass
class Report:
    """Collects figures and prints each as it comes, so that a long run shows where it is."""

    quiet: bool = False
    figures: list[Figure] = field(default_factory=list)
    notes: dict[str, Any] = field(default_factory=dict)

    def tell(self, figure: Figure) -> None:
        self.figures.append(figure)
        if not self.quiet:
            click.echo(_line(figure))

    def note(self, name: str, value: Any) -> None:
        """Keep what has no limit and no single value, for the JSON."""
        self.notes[name] = value

    @property
    def holds(self) -> bool:
        return all(figure.holds is not False for figure in self.figures)

    def as_json(self) -> str:
        rows = [
            {
                "part": figure.part,
                "name": figure.name,
                "value": figure.value,
                "unit": figure.unit,
                "bound": figure.bound if figure.limit is not None else None,
                "limit": figure.limit,
                "holds": figure.holds,
            }
            for figure in self.figures
        ]
        return json.dumps({"holds": self.holds, "figures": rows, "notes": self.notes}, ensure_ascii=False, indent=1)


def _line(figure: Figure) -> str:
    limit = f"{figure.bound} {_number(figure.limit)}" if figure.limit is not None else ""
    verdict = {True: "holds", False: "FAILS", None: ""}[figure.holds]
    return f"{figure.part:<9} {figure.name:<36}{_number(figure.value):>10} {figure.unit:<12}{limit:<16}{verdict}"


def _number(value: float) -> str:
    if value == int(value) and abs(value) < 1e12:
        return f"{int(value):,}"
    return f"{value:,.4f}" if abs(value) < 1 else f"{value:,.2f}"
