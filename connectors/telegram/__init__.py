"""Telegram, with python-telegram-bot: transport, updates, the channel, polling."""
