"""How the work of a desk is distributed: owners of cases, absences, open pages, and what a head sees.

receiving.py notices to whom work comes: a case, many, a substitution
taking.py    take the next case, take, release, hand over, assign
absences.py  the calendar of absence, and what goes back to the queue
presence.py  who has a case open, and who is writing
verbs.py     what can be done with many cases at once; bulk.py does it
counts.py    work of each desk, counted by a job (recounting.py)
"""
