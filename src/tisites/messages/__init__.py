"""What is said to the planner: bilingual texts, errors, findings, progress."""
