"""German as Django has it, with seconds and leading zeros of hours left out."""

SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "G:i"
SHORT_DATETIME_FORMAT = "d.m.Y, G:i"
DATETIME_FORMAT = "j. F Y, G:i"
