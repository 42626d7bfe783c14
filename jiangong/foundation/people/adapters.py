"""What allauth asks of us: where phones are kept, how codes are sent."""

import base64
import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.fields import PhoneField
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet, InvalidToken
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from jiangong.foundation.people.actions import signing_in
from jiangong.foundation.people.formulas import Problem, check_phone, mask_name
from jiangong.foundation.people.models import User
from jiangong.foundation.people.queries import accounts
from jiangong.foundation.people.signin.texting import send_text

logger = logging.getLogger("jiangong.signin")


class AnyPhoneField(PhoneField):
    """A phone as people write it: with spaces, full-width digits, with or without +86."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("validators", [])
        kwargs.setdefault("label", gettext_lazy("手机号"))
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"autocomplete": "tel", "type": "tel", "inputmode": "tel"})
        )
        super().__init__(max_length=30, **kwargs)


class AccountAdapter(DefaultAccountAdapter):
    """Phones are sealed on the person; a phone of the roster opens that person's account."""

    def phone_form_field(self, **kwargs: Any) -> AnyPhoneField:
        return AnyPhoneField(**kwargs)

    def clean_phone(self, phone: str) -> str:
        checked = check_phone(phone)
        if isinstance(checked, Problem):
            raise forms.ValidationError(str(checked.text))
        return checked

    def new_user(self, request: HttpRequest) -> User:
        return User(username=signing_in.new_username())

    def save_user(self, request: HttpRequest, user: User, form: Any, commit: bool = True) -> User:
        self._name = form.cleaned_data.get(
            "name", ""
        )  # set_phone, called by super(), keeps it with the phone
        saved: User = super().save_user(request, user, form, commit)
        return saved

    def get_phone(self, user: User) -> tuple[str, bool] | None:
        """The phone to sign in with. One that a union changed afterwards is none until its owner verifies it."""
        if user.last_login and not user.phone_verified:
            return None
        phone = accounts.phone_of(user)
        return (phone, user.phone_verified) if phone else None

    def set_phone(self, user: User, phone: str, verified: bool) -> None:
        kept = signing_in.keep_phone(user, phone, name=getattr(self, "_name", ""), verified=verified)
        user.person, user.phone_verified = kept.person, kept.phone_verified

    def set_phone_verified(self, user: User, phone: str) -> None:
        kept = signing_in.verify_phone(user, phone)
        user.person, user.phone_verified = kept.person, kept.phone_verified

    def get_user_by_phone(self, phone: str) -> User | None:
        person = accounts.person_by_phone(phone)
        return signing_in.open_account(person) if person else None

    def send_verification_code_sms(self, user: User, phone: str, code: str, **kwargs: Any) -> None:
        send_text(phone, _("建功验证码 %(code)s，5 分钟内有效。不要告诉任何人。") % {"code": code}, code=code)

    def send_unknown_account_sms(self, phone: str, **kwargs: Any) -> None:
        send_text(phone, _("这个手机号还没有登记在建功。请先注册，或者请所在工会核对花名册上的手机号。"))

    def send_account_already_exists_sms(self, phone: str) -> None:
        send_text(phone, _("这个手机号已经有账号。请直接登录。"))


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of second factors are encrypted; the authenticator app shows a masked name, never a phone."""

    def encrypt(self, text: str) -> str:
        return _box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        try:
            return _box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            logger.error("两步验证的密钥打不开：SECRET_KEY 换过吗？ / Second-factor secret does not open.")
            raise

    def get_totp_issuer(self) -> str:
        return "Jiangong"

    def get_totp_label(self, user: User) -> str:
        return mask_name(user.person.name) if user.person else user.username


def _box() -> Fernet:
    """A cipher whose key comes from the installation's secret, for this one use."""
    key = salted_hmac(
        "jiangong.second-factor", "key", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()
    return Fernet(base64.urlsafe_b64encode(key))
