"""The API for machines of other bodies: signed calls in, problem details out, every call on record.

Public contract: /api/v1/schema/ (OpenAPI 3.1), /api/v1/docs/. Decisions: docs/decisions/api.md.
"""
