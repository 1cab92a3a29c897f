"""Lists as files: what a list offers to take along, and the two formats it is written in."""

from .sheets import DAY, MOMENT, MONEY, PERCENT, PRICE, QUANTITY, TEXT, WHOLE, YES_NO, Field, Sheet, of

__all__ = ["DAY", "MOMENT", "MONEY", "PERCENT", "PRICE", "QUANTITY", "TEXT", "WHOLE", "YES_NO", "Field", "Sheet", "of"]
