"""ADMINISTRATION: what officials may change; console, API and command line all call these.

One function per action: it decides, writes and records its audit event in one transaction.
Reading order: `context.py`, `ports.py`, then the file of the thing that changes.
"""
