"""The doors of the core: what the sides (`hub`, `egov`, `con`) read and do. Besides these they use pages, forms and
states, the law and values, which query nothing, and the models as types.

queries.py       what a side reads: cases, letters, notices, people
orders.py        what the order says and an administrator keeps: editions, lists, terms, duties
periods.py       who may file, from when and until when; what an order that ends leaves time for
challenged.py    how acts are challenged: complaints and their terms
reasons.py       what an official has written for the applicant beside a step
head.py          what the head of a body reads: who works on what, what waits for the head, what is late
interviewing.py  hours of interviews, and their invitations
sittings.py      petitions that are read and signed one after another
delegating.py    signing in another's stead
counters.py      who comes to a counter, by which paper a case is found, what is printed there
own_data.py      what the portal stores of a person, for that person
registries.py    the registry of the courier, from both of its ends
acts.py          what it does: a petition opened, a consent declared, a duty paid, a name requested, somebody signed in

A case itself moves by `cases.web` alone, whose one view serves every button. No side queries the database or writes to
it past these doors (`tests/test_agreements.py`)."""
