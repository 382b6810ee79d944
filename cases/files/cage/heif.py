"""HEIC, as telephones take photos. libde265, which decodes it, always starts a thread of its own."""

import pillow_heif

from . import heif_warnings


def register() -> None:
    """Teaches Pillow to open HEIF. The pictures themselves only: no thumbnails, depths or other companions."""
    heif_warnings.library()
    pillow_heif.options.DECODE_THREADS = 1
    pillow_heif.register_heif_opener(thumbnails=False, depth_images=False, aux_images=False)
