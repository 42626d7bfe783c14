"""The tests mirror the house; factories.py makes rows, cast.py the small tree and its people."""
