"""Putting a plan into the database in bulk: same checks and events as the actions, chunk by chunk."""

from .context import Context
from .customers import write_customers
from .foundation import claim_company, write_foundation
from .orders import write_orders

__all__ = ["Context", "claim_company", "write_customers", "write_foundation", "write_orders"]
