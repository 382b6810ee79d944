"""Days in Russian: «4 января 2027 г.»; what belongs together never parts at a line's end."""

DATE_FORMAT = "j\xa0E Y\xa0г."
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j\xa0E Y\xa0г., H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
