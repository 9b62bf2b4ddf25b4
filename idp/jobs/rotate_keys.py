"""Every key move that is due is made, and stands in the trail."""

from idp.administration.signing_keys import rotate
from idp.audit.events import Origin
from idp.provider import Provider


def rotate_keys(provider: Provider, origin: Origin) -> None:
    """Keys are announced, promoted, retired and destroyed as the policy says."""
    with provider.unit(origin) as unit:
        if rotate(unit.administration):
            unit.commit()
