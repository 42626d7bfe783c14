"""`python -m jiangong.operations`: the same as `jiangong`."""

from jiangong.operations.cli import main

main()
