"""The built-in web channel: the platform for whoever has no token."""

from parley_adapters.chat.web.channel import open_chat

__all__ = ["open_chat"]
