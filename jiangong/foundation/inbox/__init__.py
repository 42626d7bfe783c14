"""The inbox 待办与消息: what waits for whom until when; who was told what, by which channel.

Nouns: matter 待办 (why it is mine, by when, what happens if I do nothing), delegation 代办, message 消息, delivery 送达.
"""
