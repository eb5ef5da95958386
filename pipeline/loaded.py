"""All that a worker needs before its first document, loaded by importing this: the process whose copies the workers are.

See :func:`pipeline.executors.start_loading`. Nothing here may start a thread or open a file: a copy would share it.
"""

from __future__ import annotations

import gc
from contextlib import suppress

from corpora.source import Source
from outputs import prepared
from pipeline import work
from pipeline.settings import Settings

_NOTICE = """市司法局通报
2023年3月，市司法局抽查司法鉴定机构61家，办理业务1.5万件，同比增长12.5%，罚款47000元，占全市三成以上。截至2022年底，全国共有律师65.16万人。
"""
"""What is loaded or compiled when it is first met, is met in it."""

with suppress(Exception):  # a worker meets the same error, and says so
    work.start(Settings())
    prepared.packed([work.process(Source("notice.txt", data=_NOTICE.encode(), format="text"))], "lines")
gc.collect()
gc.freeze()  # a collection in a worker would write to all of it, and so copy it
