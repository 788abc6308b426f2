"""The own account of whoever asks: name, password, e-mail, second factor."""

from __future__ import annotations

from typing import Any, ClassVar

from apiflask import APIBlueprint
from contracts.accounts import rpc as accounts

from gateway import rpc
from gateway.api.access import public
from gateway.api.bodies import Body

blueprint = APIBlueprint("user", __name__, tag="Own account")


class OwnName(accounts.ChangeName, Body):
    """First and last name."""


class OwnPassword(accounts.ChangePassword, Body):
    """The password in force, and the one to come."""


class Letter(accounts.RequestEmailConfirmation, Body):
    """The language of the letter."""

    may_be_left_out: ClassVar[bool] = True


class PasswordOnceMore(accounts.PasswordAgain, Body):
    """The own password: what follows is not for somebody who found an open screen."""


class FirstCode(accounts.SecondFactorCode, Body):
    """What the authenticator app shows."""


class LetterToken(accounts.Token, Body):
    """The end of the link in a letter."""


class Forgotten(accounts.RequestPasswordReset, Body):
    """Whose password, and the language of the letter."""


class NewPassword(accounts.ResetPassword, Body):
    """The end of the link in the letter, and the password to come."""


@blueprint.put("/user/name")
@blueprint.input(OwnName)
@blueprint.output(accounts.User)
def change_name(json_data: OwnName) -> Any:
    """Change the own name."""
    return rpc.call(accounts.change_name, json_data)


@blueprint.put("/user/password")
@blueprint.input(OwnPassword)
@blueprint.output(accounts.Session)
def change_password(json_data: OwnPassword) -> Any:
    """Change the own password. It ends every session of the person, this one too; the answer is a new one."""
    return rpc.call(accounts.change_password, json_data)


@blueprint.post("/user/email-confirmation")
@blueprint.input(Letter)
@blueprint.output({}, 204)
def request_email_confirmation(json_data: Letter) -> Any:
    """Have the letter sent again by which the own e-mail is confirmed. The body may be left out."""
    rpc.call(accounts.request_email_confirmation, json_data)
    return ""


@blueprint.post("/user/second-factor")
@blueprint.input(PasswordOnceMore)
@blueprint.output(accounts.SecondFactorBegun)
def begin_second_factor(json_data: PasswordOnceMore) -> Any:
    """Ask for a secret for an authenticator app. Nothing is in force before a code of it came back."""
    return rpc.call(accounts.begin_second_factor, json_data)


@blueprint.post("/user/second-factor/confirm")
@blueprint.input(FirstCode)
@blueprint.output(accounts.RecoveryCodes)
def enable_second_factor(json_data: FirstCode) -> Any:
    """Put the second factor in force; the recovery codes are shown this one time."""
    return rpc.call(accounts.enable_second_factor, json_data)


@blueprint.delete("/user/second-factor")
@blueprint.input(PasswordOnceMore)
@blueprint.output({}, 204)
def disable_second_factor(json_data: PasswordOnceMore) -> Any:
    """Do without a second factor from now on."""
    rpc.call(accounts.disable_second_factor, json_data)
    return ""


@blueprint.post("/user/second-factor/recovery-codes")
@blueprint.input(PasswordOnceMore)
@blueprint.output(accounts.RecoveryCodes)
def renew_recovery_codes(json_data: PasswordOnceMore) -> Any:
    """New recovery codes; the old ones are good for nothing."""
    return rpc.call(accounts.renew_recovery_codes, json_data)


@blueprint.post("/password-resets")
@blueprint.input(Forgotten)
@blueprint.output({}, 204)
@public
def request_password_reset(json_data: Forgotten) -> Any:
    """Have a letter sent by which a forgotten password is replaced. The answer is the same for any e-mail."""
    rpc.call(accounts.request_password_reset, json_data)
    return ""


@blueprint.post("/password-resets/check")
@blueprint.input(LetterToken)
@blueprint.output({}, 204)
@public
def check_password_reset(json_data: LetterToken) -> Any:
    """Whether the link is still good; changes nothing."""
    rpc.call(accounts.check_password_reset, json_data)
    return ""


@blueprint.post("/password-resets/confirm")
@blueprint.input(NewPassword)
@blueprint.output({}, 204)
@public
def reset_password(json_data: NewPassword) -> Any:
    """Replace a forgotten password. It ends every session of the person."""
    rpc.call(accounts.reset_password, json_data)
    return ""


@blueprint.post("/email-confirmations")
@blueprint.input(LetterToken)
@blueprint.output({}, 204)
@public
def confirm_email(json_data: LetterToken) -> Any:
    """Show that the mailbox is one's own."""
    rpc.call(accounts.confirm_email, json_data)
    return ""
