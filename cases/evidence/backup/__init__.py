"""A copy of all that an installation cannot make again, and the way back from it: docs/operations/backup.md.

`sealing` how what is written is encrypted and read again; `shelf` the folder of the backups; `databank` the database as
a stream of bytes; `making` one backup; `restoring` the way back into an installation that nobody has used.
"""
