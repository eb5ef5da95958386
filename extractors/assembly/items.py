"""Items of a list that runs on in one paragraph (一是…二是…, 第一，…第二，…), and pieces of news below bullets."""

from __future__ import annotations

from bisect import bisect_left

_NUMBERS = "一二三四五六七八九十"
_BEFORE = "。；，：:;、\n \u3000"
_BULLETS = "●◆■▲※★▶►◇□△▪"
_FEWEST = 3


class Items:
    """Where the items of such lists begin; ``later`` holds those that are not the first."""

    def __init__(self, text: str) -> None:
        self._starts: list[int] = []
        self._later: set[int] = set()
        if "二是" not in text and "其二" not in text and "第二，" not in text and "二、" not in text:
            return
        for number in _NUMBERS:
            for word in (f"{number}是", f"其{number}", f"第{number}，", f"{number}、"):
                at = text.find(word, 1)
                while at >= 0:
                    if text[at - 1] in ("。；：:" if word[-1] == "、" else _BEFORE):
                        self._starts.append(at)
                        if number != "一":
                            self._later.add(at)
                    at = text.find(word, at + 2)
        self._starts.sort()

    def holds(self, date: int) -> bool:
        """Whether an item has begun before the date: what it is told for is not the time of the account."""
        return bool(self._starts) and self._starts[0] < date

    def parts(self, date: int, figure: int) -> bool:
        """Whether the date stands in an item that ends before the figure. One before the first item holds for all."""
        if not self._starts:
            return False
        place = bisect_left(self._starts, date)
        return place < len(self._starts) and self._starts[place] < figure and self._starts[place] in self._later


def has_bullets(text: str) -> bool:
    """Whether three lines or more begin with the same bullet, as the pieces of news of a digest do."""
    return any(mark in text and text.count(f"\n{mark}") + text.startswith(mark) >= _FEWEST for mark in _BULLETS)


def is_in_item(text: str, offset: int) -> bool:
    """Whether the line of ``offset`` begins with a bullet."""
    return text[text.rfind("\n", 0, offset) + 1] in _BULLETS
