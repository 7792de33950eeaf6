"""Telling the systems of others what happened, by Standard Webhooks: what is sent, where to, when again.

`messages`, `targets` and `retries` are rules; `posting` is the one place from which the portal calls out.
"""
