"""Making certificates, keys and answers of an authority: the demo's and the tests' only.

der.py           ASN.1 written down, rightly or wrongly
gost.py          GOST 34.10-2015 signatures made
signing.py       private keys: RSA, GOST 34.10-2015, and one that only looks like GOST 34.310-2004
certificates.py  who holds a certificate, and the profiles of НУЦ РК
issuers.py       authorities one above the other, and identities: a key with its certificate
responder.py     CRLs and OCSP answers
files.py         keys on the disk

`cases.eds` never imports it, and it never imports the readers there: maker and judge share no mistake. Even the GOST
arithmetic is another library's here (`ecdsa`); shared are the numbers of the curves and the hash, which the standards'
own examples vouch for (tests).
"""
