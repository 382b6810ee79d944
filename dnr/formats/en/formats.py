"""Days in English as the portal writes them: "4 January 2027"."""

DATE_FORMAT = "j\xa0F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j\xa0F Y, H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
