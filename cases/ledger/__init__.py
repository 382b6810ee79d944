"""The log that proves the record whole: a Merkle tree over the digests of its rows (docs/evidence.md).

Leaves are written with their rows (`cases.models.leaves`); here they get their places (`sequencing`), the tree its
signed checkpoints (`checkpoints`, `keys`, `notes`), filed where the database does not reach (`filing`); `tree` is RFC
6962 and RFC 9162, `proofs` gives proofs out, `verifying` compares rows, log and checkpoints, `guards` are the triggers.
"""
