"""What people enter: how each sort of value is parsed, stored and displayed. Pure: no database, no clock, no form.

A parser takes what was typed and returns what is stored, or raises ValidationError with what to do, in the reader's
language. Forms, the questionnaire (`questions`) and requirements read by these and no others.
"""
