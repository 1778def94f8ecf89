"""The GraphQL contract: its types, and `schema.graphql`, which says all of it."""
