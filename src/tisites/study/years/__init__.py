"""The programme over years: which sites, and when each begins."""
