"""The desk's memory: drafts, their forms, and answers solved again from what is warm."""
