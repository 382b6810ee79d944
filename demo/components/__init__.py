"""One page with every component of the portal in all its states, drawn by the templates that the pages use.

views.py     the page, and the pages of last resort
drawing.py   an example: name, contract, drawings
samples.py   the context of each template of templates/components
terms.py     cases, terms and events that are nowhere stored
sheets.py    a sheet to sign
fields.py    a form with every kind of field
tags.py      the tags that draw by themselves
"""
