"""The conformance suite: what the written DOCX is, as validators, readers and a printer see it."""
