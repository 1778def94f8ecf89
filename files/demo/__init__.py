"""Demonstration data: an invented body of members and its year, as an office would have written it down."""

from files.demo.year import DemoFiles, write_demo

__all__ = ["DemoFiles", "write_demo"]
