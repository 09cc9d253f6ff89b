"""Cases, reports and answers of the desk as bodies of the contract: pure functions."""
