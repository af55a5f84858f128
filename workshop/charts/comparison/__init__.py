"""Saved scenarios side by side: figures in Bokeh, tables, words."""
