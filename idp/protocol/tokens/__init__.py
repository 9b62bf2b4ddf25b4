"""What we issue and take back: ID tokens, access tokens, their introspection and revocation.

Every token is signed in `keys/`; what durable state says of its grant decides each time.
"""
