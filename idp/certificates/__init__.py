"""Certificates of people and programs: read, led up to a trusted authority, asked whether revoked.

The only place in `idp` that knows cryptography. READ FIRST: `judging.py`, then `chain.py` and
`revocation.py`; `certificate.py` is what everybody else may know.
"""

from idp.certificates.certificate import Certificate, Unreadable, pem_to_der, read_certificate
from idp.certificates.chain import Authorities
from idp.certificates.judging import Accepted, Judge, NotAccepted, Objection, objection_to
from idp.certificates.revocation import Ask, Revocation

__all__ = [
    "Accepted",
    "Ask",
    "Authorities",
    "Certificate",
    "Judge",
    "NotAccepted",
    "Objection",
    "Revocation",
    "Unreadable",
    "objection_to",
    "pem_to_der",
    "read_certificate",
]
