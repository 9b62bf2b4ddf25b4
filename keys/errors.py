"""What custody refuses, as exceptions; none of them ever carries a secret or a token.

CustodyError
├── KeyMaterialError   the master key file or the vault cannot be used; one clear line
├── UnsealingError     an envelope does not open: changed, or another purpose, owner, key
├── NoActiveKey        nothing may sign with this algorithm for this purpose at this time
├── UnknownPurpose     the purpose is not in the table of `derivation`
└── VaultContention    other processes kept winning the compare-and-set; try again later
"""


class CustodyError(Exception):
    """Anything that custody refuses; the message may be logged."""


class KeyMaterialError(CustodyError):
    """The master key or the vault's content cannot be used; the message is one line."""


class UnsealingError(CustodyError):
    """The envelope was not sealed by this key for this purpose and owner, or was changed."""


class NoActiveKey(CustodyError):
    """No key of this algorithm and purpose is active."""


class UnknownPurpose(CustodyError):
    """The purpose is not one that may be derived."""


class VaultContention(CustodyError):
    """The vault moved under every attempt to write."""
