"""What runs inside the cage: the standard library, pikepdf and Pillow; no Django, no settings, no other module of ours.

Imported as `cage` by the process that `cases.files.caging` starts, hence the relative imports.
"""
