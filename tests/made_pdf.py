"""Small PDFs written by hand, so that no library that writes them is needed."""

from __future__ import annotations

from collections.abc import Sequence

_FONT = (
    b"<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/%s/DescendantFonts[4 0 R]>>",
    b"<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo"
    b"<</Registry(Adobe)/Ordering(%s)/Supplement 4>>/DW 1000%s/FontDescriptor 5 0 R>>",
    b"<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880"
    b"/Descent -120/CapHeight 880/StemV 93>>",
)
Line = tuple[float, float, int, str]
IMAGE = b"q 595 0 0 842 0 0 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x80 EI Q"


def words(lines: Sequence[Line]) -> bytes:
    """The content of a page: words at x, y (points from the bottom left) in a size."""
    shown = [
        b"/F1 %d Tf 1 0 0 1 %d %d Tm <%s> Tj" % (size, int(x), int(y), text.encode("utf-16-be").hex().encode())
        for x, y, size, text in lines
    ]
    return b"\n".join([b"BT", *shown, b"ET"])


def ruled(rows: Sequence[Sequence[str]], *, top: float = 700, left: float = 90, wide: float = 120) -> bytes:
    """A table with ruling lines."""
    right, bottom = left + wide * len(rows[0]), top - 24 * len(rows)
    lines = [f"{left} {top - 24 * i} m {right} {top - 24 * i} l S" for i in range(len(rows) + 1)]
    lines += [f"{left + wide * i} {top} m {left + wide * i} {bottom} l S" for i in range(len(rows[0]) + 1)]
    cells = [
        (left + 6 + wide * j, top - 17 - 24 * i, 12, cell) for i, row in enumerate(rows) for j, cell in enumerate(row)
    ]
    return "\n".join(lines).encode() + b"\n" + words(cells)


def pdf(
    contents: Sequence[bytes], *, encrypted: bool = False, mapped: bool = True, proportional: bool = False
) -> bytes:
    """A PDF with a page for each content; ``mapped`` False gives glyphs that no code belongs to.

    ``proportional``: figures and Latin letters are half as wide as Chinese ones.
    """
    first, second, third = _FONT
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        first % (b"UniGB-UCS2-H" if mapped else b"Identity-H"),
        second % (b"GB1" if mapped else b"Identity", b"/W[1 95 500]" if proportional else b""),
        third,
    ]
    kids = []
    for content in contents:
        number = len(objects) + 1
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % (number + 1)
        )
        objects.append(b"<</Length %d>>\nstream\n%s\nendstream" % (len(content), content))
        kids.append(b"%d 0 R" % number)
    objects[1] = b"<</Type/Pages/Count %d/Kids[%s]>>" % (len(kids), b" ".join(kids))
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1) + b"".join(
        b"%010d 00000 n \n" % o for o in offsets
    )
    lock = b"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"11" * 32, b"22" * 32)
    trailer = b"<</Size %d/Root 1 0 R%s>>" % (len(objects) + 1, lock if encrypted else b"")
    return out + table + b"trailer\n%s\nstartxref\n%d\n%%%%EOF\n" % (trailer, len(out))
