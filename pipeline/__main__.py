"""``python -m pipeline`` is ``gongbao``."""

from pipeline.entry import main

main()
