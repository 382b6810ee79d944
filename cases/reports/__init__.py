"""What is counted of all cases, and lists of cases as files. Programmes declare what can be counted (their `figures`).

periods.py     from a day to a day, the one before it, and the columns of a chart
counting.py    the log, counted by days
sums.py        what was counted of past days, stored; and both put together
sight.py       which figures are whose
waiting.py     where open cases wait at this moment
statistics.py  all of it as tables (tables.py), for pages and files alike
lists.py       the cases behind a figure, and those of a queue
caselists.py   such a list: its pages, its keys, its rows as the reader may see them
sheets.py      tables as csv and xlsx
exporting.py   a list requested, and written by the worker
exportfiles.py its file: downloaded, and removed
source.py      the database that is read
"""
