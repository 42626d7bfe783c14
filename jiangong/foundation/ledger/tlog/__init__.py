"""Transparency log formats: pure functions over bytes and text, without Django, clock or network.

A log's leaves (叶) are hashed into an RFC 6962 tree (`merkle`), the tree is kept and published as tiles (`tiles`), its
size and root are a checkpoint (检查点, `checkpoints`) that the log signs and witnesses (见证) cosign as a note (`notes`),
and one leaf with its path and a checkpoint is a proof that stands by itself (`proofs`).

The forms are C2SP's signed-note, tlog-checkpoint, tlog-cosignature (Ed25519), tlog-tiles and tlog-proof; every parser here
is strict: what it accepts, it would write again byte for byte.
"""
