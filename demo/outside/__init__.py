"""A stand-in for all outside systems: one process that speaks real HTTP, as well or as badly as a scenario says.

scenario.py    the scenario file; scenarios/ those that come with the demo
behaviours.py  each way to answer, and to fail
systems.py     what each system usually says, and tells later by itself
plan.py        from the rules that apply to what is done
world.py       the doors: who asks, what was answered under this key
reply.py       the answer, its signature, and how it goes over the wire
callbacks.py   the calls to the portal; payment_page.py what a payer presses
store.py       what is remembered; shared_keys.py the secrets
server.py      the port, and page.py what a visitor sees at /
"""
