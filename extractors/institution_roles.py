"""The part an organisation plays in a document as a whole: who issues it, who receives it, who is only named."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct

from extractors.mention import Mention, Name

_COPIED = re.compile(r"^[ \t　]*(?:抄送|抄报|分送)(?:机关|单位)?[：: ]")
_MAIN = re.compile(r"^[ \t　]*主送(?:机关|单位)?[：: ]")
_ADDRESS = re.compile(r"^[^。；\n]{2,400}[：:][ \t　]*$")
_DATE_LINE = re.compile(r"^[ \t　]*(?:[12][0-9]{3}|二[〇○Oo零][一二三四五六七八九〇○零]{2})年.{1,8}日[ \t　]*$")
_AROUND = re.compile(r"[\s　、，,文件（）()章盖]*")
_SPEECH = re.compile(r"(?:获悉|了解到|介绍|表示|指出|强调|说|如下|下列|包括)[：:][ \t　]*$")


def roles(text: str, mentions: Sequence[Mention]) -> Mapping[int, str]:
    """The role of each organisation by its index in ``mentions``.

    ``issuer`` and ``co_issuer``: alone on a line of the letterhead or of the signature above or before the date, or at
    the beginning of a headline before 关于, first and further ones; ``addressee``: in the line after the title that ends
    in a colon, or after 主送; ``copied``: after 抄送; ``mentioned``: all others.
    """
    out: dict[int, str] = {i: "mentioned" for i, m in enumerate(mentions) if m.kind == "institution"}
    if not out:
        return out
    lines = _lines(text, [(i, mentions[i]) for i in out])
    names: list[str] = []
    for i in _issuers(text, lines):
        payload = mentions[i].payload
        name = payload.canonical if isinstance(payload, Name) else ""
        if name not in names:
            names.append(name)
        out[i] = "issuer" if name == names[0] else "co_issuer"
    addressed = False
    copied = "抄" in text or "分送" in text
    main = "主送" in text
    for number, line in enumerate(lines):
        if not line.named:
            continue
        words = text[line.start : line.end]
        if copied and _COPIED.match(words):
            out.update((i, "copied") for i, _ in line.named)
            continue
        salutation = not addressed and number < 12 and _is_address(words) and not _SPEECH.search(words)
        if salutation or (main and _MAIN.match(words)):
            out.update((i, "addressee") for i, _ in line.named)
            addressed = True
    return out


class _Line(Struct, frozen=True):
    """A line that holds something, with the organisations in it by their index."""

    start: int
    end: int
    named: list[tuple[int, Mention]]


def _lines(text: str, named: Sequence[tuple[int, Mention]]) -> list[_Line]:
    out, start, place = [], 0, 0
    for words in text.split("\n"):
        end = start + len(words)
        first = place
        while place < len(named) and named[place][1].start < end:
            place += 1
        if words and not words.isspace():
            out.append(_Line(start, end, list(named[first:place])))
        start = end + 1
    return out


def _issuers(text: str, lines: Sequence[_Line]) -> list[int]:
    """Organisations that fill a line (or share it among themselves) at the head or directly above the closing date."""
    head: list[int] = []
    for line in lines[:8]:
        filled = _filled(text, line)
        if filled:
            head += filled
        elif head or text.find("。", line.start, line.end) >= 0 or _is_address(text[line.start : line.end]):
            break
    title = [] if head else next((found for line in lines[:4] if (found := _headline(text, line))), [])
    return _signed(text, lines) + head + title


def _signed(text: str, lines: Sequence[_Line]) -> list[int]:
    """Who signs: in the last line that ends in a date alone, or in the lines above it."""
    for number in range(len(lines) - 1, max(len(lines) - 40, 0), -1):
        line = lines[number]
        if line.end - line.start > 60:
            continue
        words = text[line.start : line.end]
        if "日" not in words:
            continue
        if line.named and _DATE_LINE.match(words[line.named[-1][1].end - line.start :]):
            return _filled(text, _Line(line.start, line.named[-1][1].end, line.named))
        if _DATE_LINE.match(words):
            tail: list[int] = []
            for above in reversed(lines[max(number - 8, 0) : number]):
                filled = _filled(text, above)
                if not filled:
                    break
                tail = filled + tail
            return tail
    return []


def _headline(text: str, line: _Line) -> list[int]:
    """The organisations with which a headline begins before 关于: 广州市民政局 广州市财政局关于印发….."""
    end = text.find("关于", line.start, min(line.end, line.start + 120))
    if end < 0 or not line.named or line.named[0][1].start > line.start + 2:
        return []
    inside = [(i, m) for i, m in line.named if m.end <= end]
    return _filled(text, _Line(line.start, end, inside))


def _filled(text: str, line: _Line) -> list[int]:
    if not line.named:
        return []
    rest, place = "", line.start
    for _, mention in line.named:
        rest += text[place : mention.start]
        place = mention.end
    rest += text[place : line.end]
    return [i for i, _ in line.named] if _AROUND.fullmatch(rest) else []


def _is_address(words: str) -> bool:
    """Whether a line ends in a colon, as the one that names the addressees does."""
    return words.rstrip(" \t　")[-1:] in ("：", ":") and _ADDRESS.match(words) is not None
