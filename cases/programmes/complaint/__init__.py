"""A complaint about an act of another programme, by the code on administrative procedures (АППК, art. 91).

It goes to the body that issued the act, whose head satisfies it or hands it on to the higher body with the whole file.
What it decides of the act itself is a ruling on the case complained of (`cases.engine.rulings`).
"""

KEY = "complaint"
"""The programme's key, in the rows of its cases."""
