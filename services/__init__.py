"""The work: one module a family of use cases. Only here are units of work opened, and rights checked."""
