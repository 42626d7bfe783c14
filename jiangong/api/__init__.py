"""The HTTP API: assembly, tokens, idempotency, problems (RFC 9457), the published schema."""
