"""The part an organisation plays in a document as a whole: who issues it, who receives it, who is only named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.mention import Mention, Name

_COPIED = re.compile(r"^[ \t　]*(?:抄送|抄报|分送)(?:机关|单位)?[：: ]")
_MAIN = re.compile(r"^[ \t　]*主送(?:机关|单位)?[：: ]")
_ADDRESS = re.compile(r"^[^。；\n]{2,400}[：:][ \t　]*$")
_DATE_LINE = re.compile(r"^[ \t　]*(?:[12][0-9]{3}|二[〇○Oo零][一二三四五六七八九〇○零]{2})年.{1,8}日[ \t　]*$")
_SPEECH = re.compile(r"(?:获悉|了解到|介绍|表示|指出|强调|说|如下|下列|包括)[：:][ \t　]*$")


def roles(text: str, mentions: Sequence[Mention]) -> Mapping[int, str]:
    """The role of each organisation by its index in ``mentions``.

    ``issuer`` and ``co_issuer``: alone on a line of the letterhead or of the signature above the date, first and further
    ones; ``addressee``: in the line after the title that ends in a colon, or after 主送; ``copied``: after 抄送;
    ``mentioned``: all others.
    """
    named = [(i, m) for i, m in enumerate(mentions) if m.kind == "institution"]
    lines = _lines(text)
    out: dict[int, str] = {i: "mentioned" for i, _ in named}
    issuers = _issuers(text, lines, named)
    names: list[str] = []
    for i in issuers:
        payload = mentions[i].payload
        name = payload.canonical if isinstance(payload, Name) else ""
        if name not in names:
            names.append(name)
        out[i] = "issuer" if name == names[0] else "co_issuer"
    addressed = False
    for number, (start, end) in enumerate(lines):
        line = text[start:end]
        inside = [i for i, m in named if start <= m.start < end]
        if _COPIED.match(line):
            out.update((i, "copied") for i in inside)
            continue
        salutation = not addressed and number < 12 and inside and _ADDRESS.match(line) and not _SPEECH.search(line)
        if salutation or _MAIN.match(line):
            out.update((i, "addressee") for i in inside)
            addressed = True
    return out


def _lines(text: str) -> list[tuple[int, int]]:
    return [(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text) if m[0].strip()]


def _issuers(text: str, lines: Sequence[tuple[int, int]], named: Sequence[tuple[int, Mention]]) -> list[int]:
    """Organisations that fill a line (or share it among themselves) at the head or directly above the closing date."""
    last = max((n for n, (a, b) in enumerate(lines) if _DATE_LINE.match(text[a:b]) and n > 1), default=None)
    tail: list[int] = []
    if last is not None:
        for number in range(last - 1, max(last - 9, -1), -1):
            filled = _filled(text, lines[number], named)
            if not filled:
                break
            tail = filled + tail
    head: list[int] = []
    for line in lines[:8]:
        filled = _filled(text, line, named)
        if filled:
            head += filled
        elif head:
            break
    return tail + head if tail else head


def _filled(text: str, line: tuple[int, int], named: Sequence[tuple[int, Mention]]) -> list[int]:
    start, end = line
    inside = [(i, m) for i, m in named if start <= m.start and m.end <= end]
    rest = text[start:end]
    for _, mention in reversed(inside):
        rest = rest[: mention.start - start] + rest[mention.end - start :]
    return [i for i, _ in inside] if inside and not re.sub(r"[\s　、，,文件（）()章]", "", rest) else []
