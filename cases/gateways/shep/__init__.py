"""ШЭП: envelopes, signatures and payloads for `cases.gateways.transports.shep`. See docs/decisions/shep.md.

names.py     namespaces and algorithms as they stand on the wire
reading.py   XML that strangers send
payload.py   requests and answers of the contracts as XML, and the schema that is published for them
envelope.py  the messages of the synchronous and the asynchronous channel
wsse.py      WS-Security: the signature over the body
trust.py     whose signature will do
setup.py     what the settings say of one system
inlet.py     messages that come to us
storing.py   … and what becomes of them
"""
