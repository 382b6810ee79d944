"""Certificates and keys as НУЦ РК makes them: ASN.1, RSA and GOST, the chain to an authority that is trusted."""
