"""What an integrator copies: two relying parties, one resource server, one machine client.

They know the provider only from outside, through its discovery document. Begin with
`portal/app.py`.
"""
