"""Jiangong 建功: the platform on which a city's trade unions carry out their plan and prove it."""

__version__ = "0.1.0"
