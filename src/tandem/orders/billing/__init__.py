"""Invoices and payments as the ERP tells them: Tandem issues none."""
