"""Simulated participants who rehearse a meeting: they open phones' pages and send their forms.

They know only what a phone knows: they may do whatever a page offers. The package imports nothing of the
application, so that it runs in a process of its own, before any server.
"""
