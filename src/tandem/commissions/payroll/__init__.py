"""What is released, handed to payroll: checked, exported once, repeated byte for byte."""
