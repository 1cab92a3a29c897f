"""Month end for the books of account: what is put by for pay, and the cost of contracts over their term."""
