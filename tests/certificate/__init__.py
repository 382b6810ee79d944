"""A second programme, which nobody runs: the proof that a programme is one folder. Its cases are opened, decided by an
official or by silence, and answered with a letter, beside those of the pilot and on the same days.
"""

KEY = "certificate"
