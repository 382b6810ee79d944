"""Days and numbers in Kazakh: «2027 ж. 4 қаңтар»; what belongs together never parts at a line's end."""

DATE_FORMAT = "Y\xa0ж. j\xa0E"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "Y\xa0ж. j\xa0E, H:i"
YEAR_MONTH_FORMAT = "Y\xa0ж. F"
MONTH_DAY_FORMAT = "j E"
SHORT_DATE_FORMAT = "d.m.Y"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
FIRST_DAY_OF_WEEK = 1
DATE_INPUT_FORMATS = ["%d.%m.%Y", "%d.%m.%y"]
DATETIME_INPUT_FORMATS = ["%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\xa0"
NUMBER_GROUPING = 3
