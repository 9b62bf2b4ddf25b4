"""The sample document hub: a resource server between agencies, and a page for their clerks.

Reading order: `access.py` (who may call), `exchange.py` (what is sent and read), `api.py`,
`pages.py`.
"""
