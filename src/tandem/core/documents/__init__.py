"""Documents on paper: made once from plain data, kept by content, never made again."""
