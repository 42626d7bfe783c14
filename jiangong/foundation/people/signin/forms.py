"""The sign-in form: with a password, or, when it is left empty, with a code."""

from typing import Any

from allauth.account.forms import LoginForm, SignupForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm
from django import forms
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.people.formulas import Problem, check_phone


class SignInForm(LoginForm):  # type: ignore[misc]
    """One field for whom, one optional field for the password."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"] = forms.CharField(
            label=_("手机号或邮箱"),
            max_length=254,
            widget=forms.TextInput(attrs={"autocomplete": "username", "inputmode": "email"}),
        )
        self.fields["password"] = forms.CharField(
            label=_("密码"),
            required=False,
            strip=False,
            max_length=128,
            help_text=_("没有设置密码就留空，我们发送验证码。"),
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )

    def clean_login(self) -> str:
        """An e-mail address as it is; a phone in its one form, however it was written."""
        login: str = super().clean_login()
        if "@" in login:
            return login
        phone = check_phone(login)
        if isinstance(phone, Problem):
            raise forms.ValidationError(str(phone.text))
        return phone


class RegisterForm(SignupForm):  # type: ignore[misc]
    """Whoever registers does so with a phone; e-mail and password are optional."""

    use_required_attribute = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].required = True
        self.fields["phone"].label = _("手机号")


class PasskeyForm(AddWebAuthnForm):  # type: ignore[misc]
    """A passkey or a security key to add, in the words of the sign-in page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("名称")
        self.fields["passwordless"].label = _("不用密码，只凭它登录")
        self.fields["passwordless"].help_text = _("要有指纹、人脸或者 PIN 码保护的设备，例如手机。")
