"""The rule language: catalogue of kinds, rule documents, and the rule sets themselves."""
