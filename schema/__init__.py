"""The GraphQL contract: types and payloads, and the endpoint that answers over HTTP and WebSocket."""
