"""For officials' programs: REST with OpenAPI 3.1 under `<issuer>/api`; read `operations.py` first.

Nothing of it is imported before the first request comes (`idp/web/late.py`): pydantic and the
class that writes the document cost half a second, which a start does not have.
"""
