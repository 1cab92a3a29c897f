"""Plans, facts and members as files: bytes in, values or problems with their places out. Nothing is opened here."""
