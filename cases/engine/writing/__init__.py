"""What is written of a case that has changed: its row, its history and event, and what follows them.

Rows are locked before (`locking`); words of the event are in `audit`, letters and notices in `effects`.
"""

from cases.engine.writing.rows import Rows, Snapshots, amend, change, create, rows_of, save, snapshot

__all__ = ["Rows", "Snapshots", "amend", "change", "create", "rows_of", "save", "snapshot"]
