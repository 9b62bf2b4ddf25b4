"""What a password costs in tests that do not measure time: a thousandth of the true cost."""

from idp.identity.factors.password import Cost

CHEAP = Cost(memory=8, passes=1)
