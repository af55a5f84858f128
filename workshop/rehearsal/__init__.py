"""Simulated participants who rehearse a meeting: they open the pages that phones open, and send their forms.

They know nothing that a phone does not know: whatever a page offers, they may do. The package uses
nothing of the application, so that it runs in a process of its own, before any server.
"""
