"""What runs inside the cage: the standard library, pikepdf, Pillow, zxing-cpp; no Django, no settings, no other module.

Imported as `cage` by the process that `cases.files.caging` starts, hence the relative imports.
"""
