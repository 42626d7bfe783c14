"""The inbox 待办与消息: what waits for whom until when; who was told what, by which channel.

Nouns: matter 待办 (why it is mine, by when, what happens if I do nothing), delegation 代办, message 消息, delivery 送达.
A matter is open until it is closed; at 70 % of its time somebody is reminded, when it is overdue the role above gets it too.
A delivery is queued 待发送 → sending 正在发送 → sent 已送达服务商 / failed 未送达 / unknown 不明. docs/messages.md.
Rooms say what may wait and what may be told: MATTERS and MESSAGES in their states.py. Who decides: whoever holds the role.
Nothing here forces anyone to click: no points, no receipts of reading, no ranking (整治形式主义为基层减负, 2023).
"""
