"""The figures of `manage.py bench`: the portal against raw SQL writing the same rows, on the same machine in one run.

Nothing of the product imports this. It writes rows without steps, so it refuses any database that holds a person.

rows.py    rows as the driver gives and takes them
casecopies.py  copies of a whole case, as many as a portal has
steps.py   perform() against raw SQL
exchanges.py  the outbox against raw SQL, from a step to its delivery, and what asking costs a step
callbacks.py  a message of an outside system through the API
otherend.py  the systems: a stub over loopback, and one without a wire
sweeps.py  ten thousand expiries against raw SQL
databanks.py  further databases beside the first
pages.py   lists and case pages at a thousand, a hundred thousand and, by --cases, any number of cases
applicants.py  what an applicant waits for: autosave, an upload of 10 MB, the forecast; weights.py the first load
visits.py  the same over gunicorn, beside plain pages; served.py, servers.py, plain/ what serves them
takes.py   the next case taken, against raw SQL
office.py  officers at work at once; journal.py whether all that was confirmed to them is there
reports.py statistics, and lists as files; writing.py writes one in a process of its own
queues.py  the outbox through a running worker
letters.py one letter, cold and warm
signatures.py  a signature verified against the bare libraries
sign_in.py  both requests of signing in by ЭЦП
stored.py  ten thousand stored signatures verified again
report.py  the table, with its targets, and the profile of what was missed
"""
