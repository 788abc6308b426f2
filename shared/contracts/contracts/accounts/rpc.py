"""RPC methods of accounts. Those with an ``act`` work within ``context.practice_id``, the others are for strangers."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from pydantic import AwareDatetime, Field

from contracts.accounts.events import QuietHours
from contracts.base import Message, Method, Nothing, WallTime
from contracts.changes import Changes, ListChanges
from contracts.permissions import Role

Language = Literal["pl", "en"]
"""Of the letter that is sent."""


class User(Message):
    id: UUID
    first_name: str
    last_name: str
    email: str
    role: Role
    email_confirmed: bool = True
    second_factor: bool = False


class Practice(Message):
    id: UUID
    name: str
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    town: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    email: str
    nip: str | None = None
    regon: str | None = None
    time_zone: str
    slug: str
    version: int


class Session(Message):
    token: str = Field(repr=False)
    """Opaque; accounts keeps only its hash."""
    expires_at: AwareDatetime


class RegisterPractice(Message):
    first_name: str
    last_name: str
    email: str
    password: str = Field(repr=False)
    practice_name: str
    accept_terms: bool
    terms_version: str | None = None
    """The version that was shown; left out: the one in force."""
    language: Language = "pl"


class PracticeRegistered(Message):
    practice: Practice
    user: User
    session: Session


class OpenSession(Message):
    email: str
    password: str = Field(repr=False)
    code: str | None = Field(default=None, repr=False)
    """Of the second factor, or a recovery code. Needed and left out: ``second_factor_required`` with a challenge."""


class ConfirmSession(Message):
    """The second step of signing in; the challenge is good for a few minutes and a few tries."""

    challenge: str = Field(repr=False)
    code: str = Field(repr=False)


class SessionOpened(Message):
    token: str = Field(repr=False)
    expires_at: AwareDatetime
    user: User
    practice: Practice


class SessionToken(Message):
    token: str = Field(repr=False)


class SessionRead(Message):
    expires_at: AwareDatetime
    user: User
    practice: Practice
    session_id: UUID | None = None


class KnownSession(Message):
    id: UUID
    opened_at: AwareDatetime
    last_used_at: AwareDatetime
    expires_at: AwareDatetime
    address: str | None
    agent: str | None
    current: bool


class KnownSessions(Message):
    """Open ones, the latest used first."""

    items: list[KnownSession]


class SessionId(Message):
    session_id: UUID


class NotificationSettings(Message):
    """The practice's global switches; nothing is sent in the quiet hours."""

    sms: bool
    email: bool
    online_booking: bool
    reminder_hour: WallTime
    quiet_hours: QuietHours
    version: int
    """The practice's."""


class ChangeNotifications(Message):
    """Fields left out keep their value."""

    sms: bool | None = None
    email: bool | None = None
    online_booking: bool | None = None
    reminder_hour: WallTime | None = None
    quiet_hours: QuietHours | None = None
    expected_version: int | None = None


class ChangePractice(Message):
    """Fields left out (not set) keep their value; ``None`` empties one that may be empty."""

    name: str | None = None
    street: str | None = None
    house_number: str | None = None
    postal_code: str | None = None
    town: str | None = None
    phone: str | None = None
    second_phone: str | None = None
    nip: str | None = None
    regon: str | None = None
    notifications: ChangeNotifications | None = None
    """The switches, changed in the same transaction."""
    only_check: bool = False
    """Refuse what would be refused, and change nothing."""
    expected_version: int | None = None


# Own account


class ChangeName(Message):
    first_name: str
    last_name: str


class ChangePassword(Message):
    """Ends every session of the person; the answer is a new one."""

    current_password: str = Field(repr=False)
    new_password: str = Field(repr=False)


class RequestPasswordReset(Message):
    email: str
    language: Language = "pl"


class Token(Message):
    """Of a link in a letter."""

    token: str = Field(repr=False)


class ResetPassword(Message):
    token: str = Field(repr=False)
    password: str = Field(repr=False)


class RequestEmailConfirmation(Message):
    language: Language = "pl"


class PasswordAgain(Message):
    password: str = Field(repr=False)


class SecondFactorBegun(Message):
    """Not in force before a code of it came back (``enable_second_factor``)."""

    secret: str = Field(repr=False)
    """Base32, to type into an authenticator app."""
    uri: str = Field(repr=False)
    """``otpauth://``, to show as a QR code."""


class SecondFactorCode(Message):
    code: str = Field(repr=False)


class RecoveryCodes(Message):
    """Each works once in place of a code; shown this one time."""

    codes: list[str] = Field(repr=False)


# People


class Person(Message):
    id: UUID
    first_name: str
    last_name: str
    email: str
    role: Role
    email_confirmed: bool
    second_factor: bool
    removed: bool
    """No longer of the practice; kept, for what they did carries their name."""
    last_seen_at: AwareDatetime | None
    version: int


class People(Message):
    items: list[Person]


class PersonName(Message):
    id: UUID
    first_name: str
    last_name: str


class PersonNames(Message):
    """Of everybody who is or was of the practice, for whatever says who did something."""

    items: list[PersonName]


class PersonId(Message):
    person_id: UUID


class ChangePerson(Message):
    person_id: UUID
    role: Role
    expected_version: int | None = None


class Invitation(Message):
    id: UUID
    email: str
    role: Role
    invited_at: AwareDatetime
    expires_at: AwareDatetime


class Invitations(Message):
    """Those that wait for an answer."""

    items: list[Invitation]


class InvitePerson(Message):
    email: str
    role: Role
    language: Language = "pl"


class InvitationId(Message):
    invitation_id: UUID


class InvitationShown(Message):
    """What the invited person sees before accepting."""

    practice_name: str
    email: str
    role: Role
    expires_at: AwareDatetime


class AcceptInvitation(Message):
    token: str = Field(repr=False)
    first_name: str
    last_name: str
    password: str = Field(repr=False)
    accept_terms: bool
    terms_version: str | None = None


class PracticeSlug(Message):
    slug: str


class PublicPractice(Message):
    """What a stranger may know of a practice."""

    id: UUID
    name: str
    street: str | None
    house_number: str | None
    postal_code: str | None
    town: str | None
    phone: str | None
    online_booking: bool


register_practice = Method("accounts", "register_practice", RegisterPractice, PracticeRegistered)
open_session = Method("accounts", "open_session", OpenSession, SessionOpened)
confirm_session = Method("accounts", "confirm_session", ConfirmSession, SessionOpened)
read_session = Method("accounts", "read_session", SessionToken, SessionRead)
close_session = Method("accounts", "close_session", SessionToken, Nothing)
request_password_reset = Method("accounts", "request_password_reset", RequestPasswordReset, Nothing)
check_password_reset = Method("accounts", "check_password_reset", Token, Nothing)
reset_password = Method("accounts", "reset_password", ResetPassword, Nothing)
confirm_email = Method("accounts", "confirm_email", Token, Nothing)
read_invitation = Method("accounts", "read_invitation", Token, InvitationShown)
accept_invitation = Method("accounts", "accept_invitation", AcceptInvitation, SessionOpened)
find_practice = Method("accounts", "find_practice", PracticeSlug, PublicPractice)

read_practice = Method("accounts", "read_practice", Nothing, Practice, act="see_settings")
change_practice = Method("accounts", "change_practice", ChangePractice, Practice, act="change_settings")
read_notifications = Method("accounts", "read_notifications", Nothing, NotificationSettings, act="see_settings")
change_notifications = Method(
    "accounts", "change_notifications", ChangeNotifications, NotificationSettings, act="change_settings"
)

list_sessions = Method("accounts", "list_sessions", Nothing, KnownSessions, act="use_own_account")
end_session = Method("accounts", "end_session", SessionId, Nothing, act="use_own_account")
end_other_sessions = Method("accounts", "end_other_sessions", Nothing, Nothing, act="use_own_account")
change_name = Method("accounts", "change_name", ChangeName, User, act="use_own_account")
change_password = Method("accounts", "change_password", ChangePassword, Session, act="use_own_account")
request_email_confirmation = Method(
    "accounts", "request_email_confirmation", RequestEmailConfirmation, Nothing, act="use_own_account"
)
begin_second_factor = Method("accounts", "begin_second_factor", PasswordAgain, SecondFactorBegun, act="use_own_account")
enable_second_factor = Method(
    "accounts", "enable_second_factor", SecondFactorCode, RecoveryCodes, act="use_own_account"
)
disable_second_factor = Method("accounts", "disable_second_factor", PasswordAgain, Nothing, act="use_own_account")
renew_recovery_codes = Method("accounts", "renew_recovery_codes", PasswordAgain, RecoveryCodes, act="use_own_account")

list_people = Method("accounts", "list_people", Nothing, People, act="manage_people")
list_names = Method("accounts", "list_names", Nothing, PersonNames, act="use_calendar")
read_person = Method("accounts", "read_person", PersonId, Person, act="manage_people")
change_person = Method("accounts", "change_person", ChangePerson, Person, act="manage_people")
remove_person = Method("accounts", "remove_person", PersonId, Nothing, act="manage_people")
list_invitations = Method("accounts", "list_invitations", Nothing, Invitations, act="manage_people")
invite_person = Method("accounts", "invite_person", InvitePerson, Invitation, act="manage_people")
resend_invitation = Method("accounts", "resend_invitation", InvitationId, Invitation, act="manage_people")
withdraw_invitation = Method("accounts", "withdraw_invitation", InvitationId, Nothing, act="manage_people")

list_changes = Method("accounts", "list_changes", ListChanges, Changes, act="see_changes")
