"""The pulse between the two: five questions a month, a talk suggested from them, and whom both would ask for help."""
