"""IRC as a chat platform: an adapter of another package, with one entry point."""

from parley_irc.chat import IrcChat, open_chat

__all__ = ["IrcChat", "open_chat"]
