"""Languages, the zone of law, and how dates look."""

import zoneinfo

from dnr.settings.base import BASE_DIR, env

USE_I18N = True
USE_TZ = True

# The zone all of Kazakhstan has lived in since 1 March 2024; terms are counted in it.
TIME_ZONE = "Asia/Almaty"
# From the pinned package and nowhere else: the system's data, which Python would prefer, may be older than that day.
zoneinfo.reset_tzpath(to=[])
zoneinfo.ZoneInfo.clear_cache()

LANGUAGE_CODE = "ru"
# Each language in its own words: these names stand in the switch.
LANGUAGES = [("ru", "Русский"), ("kk", "Қазақша"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_SAMESITE = "Lax"

# Django has no formats for Kazakh.
FORMAT_MODULE_PATH = ["dnr.formats"]

#: Two-letter codes to offer among the countries although ISO 3166-1 does not list them, by comma.
COUNTRIES_ALSO = env.list("DNR_COUNTRIES_ALSO", default=[])
