"""What people enter: how each sort of value is read, kept and shown. Pure: no database, no clock, no form.

A reader takes what was typed and returns what is kept, or raises ValidationError with what to do, in the reader's
language. Forms, the questionnaire (`questions`) and requirements read by these and no others.
"""
