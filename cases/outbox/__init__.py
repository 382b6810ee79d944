"""What has to be done outside the transaction that caused it: rows, and the workers who do them at least once.

writing.py     rows of `Effect`, written in the transaction of their cause
effects.py     one effect: its letter, mail, webhook …, done by the handler of its kind
exchanges.py   one message to an outside system, and one from it
leases.py      a row is with one worker at a time
waits.py       how long after each failure
registry.py    who does it: handlers of the rooms above this one, registered by `cases.apps`
worker.py      what a job of the queue does
jobs.py        rows handed to the workers of the queue
draining.py    rows that are due and were never handed out, or were lost on the way
failures.py    what is stored of a failure
"""
