"""Tandem: a sales platform for inside and field sales as one unit."""

import sys

import pysqlite3
from pysqlite3 import dbapi2

# The system's SQLite may carry the WAL-reset bug (3.7.0 to 3.51.2) that loses commits; the wheel's does not.
# It has to stand in before Django imports its backend, hence here.
sys.modules["sqlite3"] = pysqlite3
sys.modules["sqlite3.dbapi2"] = dbapi2

__version__ = "0.1.0"
