"""Every write of credentials: issue, revoke, what holders choose, what the signer publishes, forgetting."""

from jiangong.foundation.credentials.actions.forgetting import forget
from jiangong.foundation.credentials.actions.holding import ask_for_name, share
from jiangong.foundation.credentials.actions.issuing import Award, issue, issue_many
from jiangong.foundation.credentials.actions.revoking import revoke, revoke_about
from jiangong.foundation.credentials.actions.signing import (
    distrust_key,
    no_longer_waits,
    note_keys,
    publish_key,
    publish_list,
    publish_signed,
)

__all__ = [
    "Award",
    "ask_for_name",
    "distrust_key",
    "forget",
    "issue",
    "issue_many",
    "no_longer_waits",
    "note_keys",
    "publish_key",
    "publish_list",
    "publish_signed",
    "revoke",
    "revoke_about",
    "share",
]
