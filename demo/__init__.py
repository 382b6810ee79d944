"""The demo: people who do not exist, walking the order's way by the same steps as in life, under a moved clock.

people.py   who appears: persons, accounts, papers, the staff of every desk (staff.toml)
walk.py     how a case is brought to a state: which steps lead there, and the journey that takes them
inputs.py   what each step needs before it, and its data
moments.py  when: working hours, the gaps between steps, terms that end tomorrow
situations.py  which situations there are (situations.toml), and under which sign-in
stage.py    everybody at once, in the order of time

authority.py  the certification authority of the demo; pki/ how certificates, CRLs and answers are written
keys.py       each person's ЭЦП
cms.py        signatures, right and wrong
ncalayer/     the stand-in for NCALayer
outside/      the stand-in for all outside systems
"""
