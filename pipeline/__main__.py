"""``python -m pipeline`` is ``gongbao``."""

from pipeline.cli import main

main()
