"""Exports of @agentd/distill-data as token ids and labels."""
