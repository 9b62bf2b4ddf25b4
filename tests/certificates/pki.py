"""A root, an authority below it that issues to officials, and what both publish."""

from idp.certificates import Authorities, Judge, NotAccepted, Revocation
from tests.support.authority import Authority, Issued, Network, Wish, bundle

NOW = 1_800_000_000
RESPONDER_AT = "http://ocsp.ca.example.vn/"
LIST_AT = "http://crl.ca.example.vn/people.crl"
ROOT_LIST_AT = "http://crl.ca.example.vn/root.crl"


class Pki:
    """A root, an authority below it that issues to officials, and what both publish."""

    def __init__(self) -> None:
        self.root = Authority("Root CA", now=NOW)
        self.officials = Authority("Officials CA", now=NOW, above=self.root, crl=ROOT_LIST_AT)
        self.network = Network()
        self.network.pages[ROOT_LIST_AT] = self.root.crl
        self.network.pages[LIST_AT] = self.officials.crl
        self.wish = Wish(crl=LIST_AT)

    def judge(self, issued: Issued, *presented: Authority, at: int = NOW) -> str:
        """The reason of the refusal, or "accepted"."""
        trusted = Authorities(bundle(self.root, self.officials))
        judge = Judge(trusted, Revocation(self.network))
        verdict = judge.judge(issued.der, [one.own.der for one in presented], at)
        return verdict.reason if isinstance(verdict, NotAccepted) else "accepted"
