"""Where files, static files, mail and the cache lie; and how much one may send us."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from dnr.objectstore import in_bucket
from dnr.settings.base import BASE_DIR, DEBUG, PUBLIC_URL, VAR, env

MIB = 1024 * 1024

FILES = "django.core.files.storage.FileSystemStorage"
PLAIN_STATIC = "django.contrib.staticfiles.storage.StaticFilesStorage"
HASHED_STATIC = "whitenoise.storage.CompressedManifestStaticFilesStorage"

# Neither place is below the web root: files leave only through a view that asks who reads.
STORAGES: dict[str, dict[str, Any]] = {
    "default": {"BACKEND": FILES, "OPTIONS": {"location": VAR / "blobs"}},
    "documents": {"BACKEND": FILES, "OPTIONS": {"location": VAR / "documents"}},
    # What people sent, untouched: evidence, given out as an attachment only.
    "originals": {"BACKEND": FILES, "OPTIONS": {"location": VAR / "originals"}},
    # Lists that somebody asked for as a file: gone after DNR_EXPORT_HOURS, so not worth a backup.
    "exports": {"BACKEND": FILES, "OPTIONS": {"location": VAR / "exports"}},
    # Files that are half sent: they go by themselves, so not worth a backup either.
    "uploads": {"BACKEND": FILES, "OPTIONS": {"location": VAR / "uploads"}},
    "staticfiles": {"BACKEND": PLAIN_STATIC if DEBUG else HASHED_STATIC},
}
#: `s3://key:secret@host:port/bucket/folder?region=…`: stored files, exports and what is half sent lie in an object
#: store, one for all hosts (docs/operations/scale.md). [folders in `DNR_VAR`]
STORAGE_URL = env.str("STORAGE_URL", default="")
if STORAGE_URL:
    STORAGES |= in_bucket(STORAGE_URL, ("documents", "originals", "exports", "uploads"))
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]

# One file is at most 10 MiB; a whole request, with its form around the file, a little more.
DNR_UPLOAD_MAX_BYTES = 10 * MIB
REQUEST_MAX_BYTES = 12 * MIB
# A file to be verified is hashed as it comes and dropped, so it may be larger: 20 MiB and the form around it. Where
# documents are attached several files come at once, a passport by pages. A telephone that sends too much gets its
# answer from the view, which puts it on record.
REQUEST_MAX_BYTES_OF = {
    r"/verify/": 21 * MIB,
    r"/.+/[0-9a-f-]{36}/(?:document|upload)/[a-z_]+/": 32 * MIB,
    r"/egov-mobile/[^/]+/documents": 21 * MIB,
}
#: `tcp://host:3310` or `unix:///run/clamav/clamd.ctl`: every file is scanned, and opened by nobody before it is clean
#: (decisions/antivirus.md). [files are not scanned]
CLAMD_URL = env.str("CLAMD_URL", default="")
if CLAMD_URL and not CLAMD_URL.startswith(("tcp://", "unix:///")):
    raise ImproperlyConfigured("CLAMD_URL begins with tcp:// or unix:///")
#: Seconds for one file at clamd.
CLAMD_SECONDS = env.float("DNR_CLAMD_SECONDS", default=30.0)
# Seconds for the head of a request; a body may be slower than BODY_PACE_BYTES a second for BODY_GRACE_SECONDS, and may
# stand still for BODY_STALL_SECONDS (dnr/serving.py).
HEAD_SECONDS = 10.0
BODY_GRACE_SECONDS, BODY_PACE_BYTES, BODY_STALL_SECONDS = 10.0, 4 * 1024, 20.0
# How many files one document may be made of; `cases.files.join` bounds their size.
DNR_DOCUMENT_FILES = 20
#: Uploads in one case, a minute.
DNR_UPLOADS_A_MINUTE = env.int("DNR_UPLOADS_A_MINUTE", default=20)
# Files that one person may have begun and not finished, and what they may have together.
DNR_HALF_UPLOADS, DNR_HALF_UPLOADS_MAX_BYTES = 40, 64 * MIB
#: Hours for which the first part of a file is kept, whose rest has not come.
DNR_HALF_UPLOAD_HOURS = env.int("DNR_HALF_UPLOAD_HOURS", default=24)
#: Versions of one document that a case may keep.
DNR_DOCUMENT_VERSIONS = env.int("DNR_DOCUMENT_VERSIONS", default=30)
#: MB that all versions of all documents of a case may have together, with their originals.
DNR_CASE_MAX_BYTES = env.int("DNR_CASE_MAX_MB", default=300) * MIB
# Seconds without a sign of life after which the page calls a sending lost; a cage may take half of that.
DNR_UPLOAD_STALL_SECONDS = 90
#: Days after which a replaced draft goes that nobody of the staff saw and that was never filed.
DNR_DRAFT_DAYS = env.int("DNR_DRAFT_DAYS", default=30)
#: Files of each storage that the nightly job reads whole and compares with their checksums.
DNR_FILES_NIGHTLY = env.int("DNR_FILES_NIGHTLY", default=1000)
#: Hours for which an exported list is kept as a file.
DNR_EXPORT_HOURS = env.int("DNR_EXPORT_HOURS", default=72)
#: Rows of an exported list at most.
DNR_EXPORT_ROWS = env.int("DNR_EXPORT_ROWS", default=100_000)
#: Exports that one person may ask for a day.
DNR_EXPORTS_A_DAY = env.int("DNR_EXPORTS_A_DAY", default=20)
# Files that each look at /health/full reads.
DNR_FILES_SAMPLE = 3
# Everything of a request that is not a file.
DATA_UPLOAD_MAX_MEMORY_SIZE = 1 * MIB
# The cases of the longest action on many (`cases.workload.bulk.MOST`), and what goes with them.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 1_100
# Far more than a document may be made of: its form says that there are too many.
DATA_UPLOAD_MAX_NUMBER_FILES = 200
# What may be sent at all fits into memory: a disk that is full shows in `cases.files.store`, with a sentence for the
# person, and not while the request is being read.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = max(REQUEST_MAX_BYTES, *REQUEST_MAX_BYTES_OF.values())


def cache(values: dict[str, Any]) -> dict[str, Any]:
    """As django-environ reads CACHE_URL, but a cache that fails takes no page down, and is not waited for for ever."""
    way = values["BACKEND"]
    if way.endswith("RedisCache"):
        limits = {"socket_connect_timeout": 2, "socket_timeout": 2}
        return values | {"BACKEND": "dnr.cache.Redis", "OPTIONS": limits | values.get("OPTIONS", {})}
    if way.endswith("FileBasedCache"):
        # Of 300, the default, the counts of many strangers would throw out each other's.
        return values | {"BACKEND": "dnr.cache.Files", "OPTIONS": {"MAX_ENTRIES": 3000} | values.get("OPTIONS", {})}
    return values


#: `redis://…`, or `dbcache://table`, where several hosts serve. [files in `DNR_VAR`]
# A file by default: LocMem would be one cache a process, and empty the queue's health figures.
CACHES = {"default": cache(env.cache_url("CACHE_URL", default=f"filecache://{VAR / 'cache'}"))}

#: `smtp+tls://user:password@host:587`. [mail into files in `DNR_VAR`]
vars().update(env.email_url("EMAIL_URL", default="filemail://"))
# Not from the address: django-environ loses the first slash of a path.
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_TIMEOUT = 10
#: The sender of mail. [`no-reply@` the host of `PUBLIC_URL`]
# The portal's own name: a server that takes the mail of strangers would refuse, or drop, what comes from localhost.
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default=f"DNR <no-reply@{urlsplit(PUBLIC_URL).hostname}>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
