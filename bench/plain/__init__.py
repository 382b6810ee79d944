"""What a user would build instead: the portal's tables as `startproject` and Django's generic views show them.

It is the measure of our own pages (`bench.visits`), served by the same server from the same rows.
"""
