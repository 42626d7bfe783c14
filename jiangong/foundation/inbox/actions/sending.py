"""Hand deliveries over to their channels, and write down what became of each.

One process at a time sends by a channel (a lock of its own, which ends with the process, also by kill -9). So whatever is
found in "sending" by whoever gets the lock was left by a process that is no more: what had not been handed over goes
back into the queue; what had is unsure, and is sent again only where the provider itself tells doublets.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction
from django.utils import timezone

from jiangong.foundation.common.acting import advance
from jiangong.foundation.common.locks import Lock, held_or_not
from jiangong.foundation.inbox.actions.planning import another_way
from jiangong.foundation.inbox.channels import (
    Adapter,
    Letter,
    NotConfigured,
    NotSent,
    Refused,
    Unsure,
    adapter,
)
from jiangong.foundation.inbox.formulas import masked, moment_to_retry, out_of_quiet
from jiangong.foundation.inbox.models import Address, Attempt, Delivery
from jiangong.foundation.inbox.queries.letters import known_address, letter_of
from jiangong.foundation.inbox.queries.reaching import Reach, pace, reach
from jiangong.foundation.inbox.states import DELIVERY_TRANSITIONS, Channel, DeliveryState, Outcome, Reason
from jiangong.foundation.rulebook.queries import value

log = logging.getLogger("jiangong.inbox")
AT_A_TIME = 8  # in flight at one channel
AGAIN = 30  # seconds after which an unsure letter is repeated, where the provider tells doublets
LOCKS = {
    Channel.MAIL: Lock.MAILS,
    Channel.SMS: Lock.TEXTS,
    Channel.WORK_WECHAT: Lock.WORK_WECHAT,
    Channel.OFFICIAL_ACCOUNT: Lock.OFFICIAL_ACCOUNT,
}


def send_due(channel: str, *, seconds: float = 50) -> int:
    """Hand over what is due at a channel, for so many seconds; returns how many were settled one way or the other.

    0 as well when another process is at it, or the channel is switched off.
    """
    try:
        way = adapter(channel)
    except NotConfigured as missing:
        log.error("渠道 %s 没有配置好：%s / The channel is not configured.", channel, missing)
        return 0
    if way is None:
        return _switched_off(channel)
    with held_or_not(LOCKS[Channel(channel)]) as got:
        if not got:
            return 0
        recover(channel, way)
        return _send(channel, way, until=monotonic() + seconds) + _ask(channel, way)


def recover(channel: str, way: Adapter) -> int:
    """Settle what a process that is no more left in "sending"; the caller holds the channel's lock. Returns how many."""
    left = list(Delivery.objects.filter(channel=channel, state=DeliveryState.SENDING).order_by("pk"))
    for delivery in left:
        if delivery.handed_at is None:
            settle(delivery, way, Outcome.INTERRUPTED)
        else:
            settle(delivery, way, Outcome.UNKNOWN, why="interrupted")
    return len(left)


def _send(channel: str, way: Adapter, *, until: float) -> int:
    done = 0
    with ThreadPoolExecutor(AT_A_TIME, thread_name_prefix=channel) as pool:
        flying: dict[Future[str], Delivery] = {}
        while True:
            room = AT_A_TIME - len(flying)
            for delivery in _claim(channel, room) if room and monotonic() < until else ():
                done += 1
                letter = _letter(delivery, way)
                if letter is not None:
                    flying[pool.submit(way.send, letter)] = delivery
            if not flying:
                return done
            ended, _ = wait(flying, return_when=FIRST_COMPLETED)
            for future in ended:
                _settle_by(flying.pop(future), way, future.result)


@transaction.atomic
def _claim(channel: str, most: int) -> list[Delivery]:
    """Take the next that are due, in the order they are due."""
    found = list(
        Delivery.objects.filter(channel=channel, state=DeliveryState.QUEUED, send_at__lte=timezone.now())
        .order_by("send_at", "pk")
        .select_for_update(skip_locked=True)[:most]
    )
    for delivery in found:
        delivery.attempts += 1
        delivery.handed_at = None
        advance(
            delivery,
            DeliveryState.SENDING,
            DELIVERY_TRANSITIONS,
            otherwise=Reason.NOT_TO_BE_RETRIED,
            also=("attempts", "handed_at"),
        )
    return found


def _letter(delivery: Delivery, way: Adapter) -> Letter | None:
    """The letter, after it was written down that it is handed over now; None if it cannot be and was settled."""
    if delivery.unsure_since is not None and timezone.now() >= delivery.unsure_since + way.safe_for:
        settle(delivery, way, Outcome.UNKNOWN, why="too late to repeat")
        return None
    try:
        letter = _addressed(delivery, way)
        if not letter.address:
            raise Refused("no address")
    except (NotSent, Refused) as error:
        _settle_by(delivery, way, _raising(error))
        return None
    except Exception as error:  # a mistake of ours in one letter must not hold up the others
        log.exception("消息写不成 / A letter could not be written.")
        _settle_by(delivery, way, _raising(NotSent(type(error).__name__)))
        return None
    delivery.masked = masked(letter.address)
    delivery.handed_at = timezone.now()
    delivery.save(update_fields=["masked", "handed_at"])
    return letter


def _addressed(delivery: Delivery, way: Adapter) -> Letter:
    """The letter with where it goes; a name in WeChat Work that is not known yet is asked for by phone. Raises NotSent."""
    how = reach([delivery.person_id]).get(delivery.person_id, Reach())
    address = known_address(delivery, way, how)
    if not address and way.reach == "own" and how.phone:
        address = way.find(how.phone)
        if address:  # a name that is another's already is left alone
            Address.objects.bulk_create(
                [Address(person_id=delivery.person_id, channel=delivery.channel, address=address)],
                ignore_conflicts=True,
            )
    return letter_of(delivery, address, how.language)


def _raising(error: Exception) -> Callable[[], str]:
    def raised() -> str:
        raise error

    return raised


def _settle_by(delivery: Delivery, way: Adapter, result: Callable[[], str]) -> None:
    try:
        reference = result()
    except NotSent as error:
        settle(delivery, way, Outcome.NOT_SENT, why=str(error), wait_for=error.wait)
    except Refused as error:
        settle(delivery, way, Outcome.REFUSED, why=str(error))
    except Unsure as error:
        settle(delivery, way, Outcome.UNKNOWN, why=str(error))
    except Exception as error:  # a mistake of ours must not leave it in "sending", nor send it again
        log.exception("渠道 %s 出错 / The adapter failed.", delivery.channel)
        settle(delivery, way, Outcome.UNKNOWN, why=type(error).__name__)
    else:
        settle(delivery, way, Outcome.SENT, reference=reference)


@transaction.atomic
def settle(
    delivery: Delivery, way: Adapter, outcome: str, *, why: str = "", reference: str = "", wait_for: int = 0
) -> None:
    """Write down how the attempt ended, and what follows from it: sent, once more, by another way, failed, unknown."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state == DeliveryState.UNKNOWN and outcome == Outcome.SENT:
        pass  # the answer came after all, when somebody else had taken it for lost
    elif delivery.state != DeliveryState.SENDING:
        return
    Attempt.objects.create(delivery=delivery, number=delivery.attempts, outcome=outcome, why=why[:300])
    now = timezone.now()
    delivery.why = why[:300]
    to, moment = _what_follows(delivery, way, outcome, now, wait_for)
    if outcome == Outcome.UNKNOWN and delivery.unsure_since is None:
        delivery.unsure_since = delivery.handed_at or now
    if outcome == Outcome.INTERRUPTED:
        delivery.attempts -= 1  # it was not tried
    delivery.send_at = moment or delivery.send_at
    delivery.settled_at = (
        now if to in (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN) else None
    )
    delivery.reference = reference[:120]
    advance(
        delivery,
        to,
        DELIVERY_TRANSITIONS,
        otherwise=Reason.NOT_TO_BE_RETRIED,
        also=("attempts", "why", "send_at", "settled_at", "reference", "unsure_since"),
    )
    if to == DeliveryState.FAILED:
        another_way(delivery)


def _what_follows(
    delivery: Delivery, way: Adapter, outcome: str, now: datetime, wait_for: int
) -> tuple[DeliveryState, datetime | None]:
    """The next state, and when to try or ask next."""
    if outcome == Outcome.SENT:
        return DeliveryState.SENT, None
    if outcome == Outcome.INTERRUPTED:
        return DeliveryState.QUEUED, now
    since = delivery.unsure_since or (delivery.handed_at or now if outcome == Outcome.UNKNOWN else None)
    if outcome == Outcome.NOT_SENT:
        again = moment_to_retry(now, value("inbox.retry_minutes"), delivery.attempts, asked=wait_for)
        if again is not None and since is None and not delivery.urgent:
            again = out_of_quiet(timezone.localtime(again), pace())
    elif outcome == Outcome.UNKNOWN and way.safe_for:
        again = now + timedelta(seconds=AGAIN)
    else:
        again = None
    if again is not None and (since is None or again < since + way.safe_for):
        return DeliveryState.QUEUED, again
    if since is not None:  # it may have arrived: neither failed nor sent again
        return DeliveryState.UNKNOWN, moment_to_retry(now, value("inbox.ask_minutes"), 1)
    return DeliveryState.FAILED, None


def _ask(channel: str, way: Adapter) -> int:
    """Ask the provider what became of what is unknown, at growing distances; returns how many it knew of."""
    waits = value("inbox.ask_minutes")
    found = Delivery.objects.filter(
        channel=channel, state=DeliveryState.UNKNOWN, send_at__lte=timezone.now(), asked__lt=len(waits)
    )
    known = 0
    for delivery in found.order_by("send_at")[:200]:
        try:
            letter = _addressed(delivery, way)
            reference = way.ask(letter) if letter.address else None
        except NotSent:
            reference = None
        except Refused as error:
            known += _answered(delivery, DeliveryState.FAILED, why=str(error))
            continue
        if reference is not None:
            known += _answered(delivery, DeliveryState.SENT, reference=reference)
            continue
        delivery.asked += 1
        delivery.send_at = moment_to_retry(timezone.now(), waits, delivery.asked + 1) or delivery.send_at
        delivery.save(update_fields=["asked", "send_at"])
    return known


@transaction.atomic
def _answered(delivery: Delivery, to: DeliveryState, *, why: str = "", reference: str = "") -> int:
    delivery = Delivery.objects.select_for_update().get(pk=delivery.pk)
    if delivery.state != DeliveryState.UNKNOWN:
        return 0
    delivery.why, delivery.reference, delivery.settled_at = why[:300], reference[:120], timezone.now()
    advance(
        delivery,
        to,
        DELIVERY_TRANSITIONS,
        otherwise=Reason.NOT_TO_BE_RETRIED,
        also=("why", "reference", "settled_at"),
    )
    if to == DeliveryState.FAILED:
        another_way(delivery)
    return 1


def _switched_off(channel: str) -> int:
    """What still waits for a channel that is not in use any more certainly does not arrive by it."""
    done = 0
    for pk in Delivery.objects.filter(channel=channel, state=DeliveryState.QUEUED).values_list(
        "pk", flat=True
    )[:500]:
        with transaction.atomic():
            delivery = Delivery.objects.select_for_update().get(pk=pk)
            if delivery.state != DeliveryState.QUEUED:
                continue
            delivery.why, delivery.settled_at = "channel off", timezone.now()
            advance(
                delivery,
                DeliveryState.FAILED,
                DELIVERY_TRANSITIONS,
                otherwise=Reason.NOT_TO_BE_RETRIED,
                also=("why", "settled_at"),
            )
            another_way(delivery)
            done += 1
    return done
