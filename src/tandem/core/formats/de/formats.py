"""German as Django has it, with seconds left out; hours in two digits, as browsers show them in their own fields:
08:30 is a time of day, 8:30 h a stretch of time.
"""

SHORT_DATE_FORMAT = "d.m.Y"
TIME_FORMAT = "H:i"
SHORT_DATETIME_FORMAT = "d.m.Y, H:i"
DATETIME_FORMAT = "j. F Y, H:i"
