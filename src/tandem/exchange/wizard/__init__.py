"""Files of any layout: cells to values, values to verdicts, verdicts to rows."""
