"""The case tables' own texts, joined, cut and with signs put in: whatever comes, the values are well formed."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors import dates, documents, edtf, ledger, quantities, timeline
from extractors.mention import TimeValue
from extractors.settle import settle
from tests.test_cases_dates import rows, unmark
from tests.test_quantities import check

TEXTS = [unmark(row[0])[0] for name in ("snippets", "notices", "dates") for row in rows(f"{name}.tsv")]
SIGNS = "一二三十百千万亿几数半多余近约0123456789.%℃元家个年月日小时第至到—-、，。（）“”前翻番分之比:/倍 \n零〇两±×′°萬點個包站和间季周旬初末底+~"
EDIT = st.tuples(st.integers(0, 200), st.integers(0, 3), st.text(alphabet=SIGNS, max_size=2))


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(TEXTS), min_size=1, max_size=3), st.lists(EDIT, max_size=6))
def test_values_are_well_formed_whatever_the_text(pieces: list[str], edits: list[tuple[int, int, str]]) -> None:
    text = "".join(pieces)
    for at, cut, put in edits:
        text = text[:at] + put + text[at + cut :]
    named = documents.find(text)
    titles = [(mention.start, mention.end) for mention in named]
    dated = timeline.resolve(dates.find(text, titles), text=text, published=date(2023, 6, 14), title_end=0)
    numbers, rejected = quantities.find(text, sorted(titles + [(mention.start, mention.end) for mention in dated]))
    check(text, [mention for mention in numbers if mention.rule != "proportion"])
    for mention in dated:
        assert isinstance(mention.payload, TimeValue)
        assert mention.payload.edtf is None or edtf.is_valid(mention.payload.edtf), text[mention.start : mention.end]
    found = settle([*named, *dated, *numbers])
    entries = ledger.account(text, [(mention.start, mention.end, mention.kind) for mention in found], rejected)
    assert [entry.start for entry in entries] == [start for start, _ in ledger.numerals(text)]
    assert all(entry.reason in ledger.REASONS for entry in entries if entry.status == "rejected")
