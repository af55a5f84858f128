"""Saved scenarios side by side: Bokeh figures, tables, words."""
