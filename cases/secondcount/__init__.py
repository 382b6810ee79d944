"""The last day of a term, counted a second time by a program that shares no line with the first (`cases.law.terms`).

It imports nothing of the portal: it reads the editions by itself (`editions`), and where the first goes from day to
day, it reckons with the numbers of days (`counting`). `cases.evidence.countedtwice` compares the two.
"""
