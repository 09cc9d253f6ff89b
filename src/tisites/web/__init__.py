"""The workbench over HTTP: the desk's verbs, drafts and jobs; no logic of its own."""
