"""The wiring: segmentation, settings, runs, executors, the command line."""
