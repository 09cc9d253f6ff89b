"""Who replaces a chosen site that withdraws: substitutes, the list, withdrawals, recovery."""
