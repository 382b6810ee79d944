"""Templates, prepared once so that each page is drawn quicker. What they say and mean stays Django's.

loader.py     reads a template, and has it prepared
preparing.py  walks through its nodes, and puts quicker ones in their place
constant.py   text that follows from the language alone
including.py  {% include %}, of templates that are found once
addresses.py  {% url %}, by addresses that are found once
lookups.py    names, looked up and printed without the exceptions by which Django tries what they could be
"""

from dnr.rendering.loader import Loader

__all__ = ["Loader"]
