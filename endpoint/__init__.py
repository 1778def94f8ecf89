"""How a schema is served over HTTP and WebSocket: limits, cost, kept answers, errors. It knows no type."""
