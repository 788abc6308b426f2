"""People, invitations and the audit trail in memory: the part of the pages' fake that accounts answers."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from contracts.accounts import rpc as accounts
from contracts.changes import Change, Changes, FieldChange, ListChanges
from contracts.permissions import Role

from services.gateway.tests.fake_own_account import FakeOwnAccount
from services.gateway.tests.fake_practice import FakePerson, FakePractice, refused

OF_NOTIFICATIONS = ("template", "batch", "message")
OF_ACCOUNTS = ("practice", "person", "invitation", "session")


class FakePeople(FakeOwnAccount):
    """Mixed into FakeServices."""

    def give_change(self, kept: FakePractice, act: str, subject: Any, *fields: Any, **more: Any) -> Change:
        """Kept in a service's trail, newer than all before; ``fields`` are (name, before, after)."""
        of_others = kept.changes_of_notifications if subject in OF_NOTIFICATIONS else kept.changes_of_scheduling
        trail = kept.changes if subject in OF_ACCOUNTS else of_others
        trails = (kept.changes, kept.changes_of_scheduling, kept.changes_of_notifications)
        made = Change(
            id=uuid.UUID(int=sum(map(len, trails)) + 1),
            at=more.get("at") or self.now(),
            actor_id=more.get("actor_id", kept.user.id),
            act=act,
            subject=subject,
            subject_id=more.get("subject_id"),
            fields=[FieldChange(field=name, before=before, after=after) for name, before, after in fields],
        )
        trail.append(made)
        return made

    def give_invitation(self, kept: FakePractice, email: str, role: Role, language: str = "pl") -> accounts.Invitation:
        made = accounts.Invitation(
            id=uuid.uuid4(), email=email, role=role, invited_at=self.now(), expires_at=self.now() + timedelta(days=7)
        )
        kept.invitations[made.id] = made
        self._send("invitation", email, language, (kept, made))
        return made

    # people

    def _person(self, kept: FakePractice, person_id: uuid.UUID) -> FakePerson:
        found = next((p for p in kept.people if p.user.id == person_id and not p.removed), None)
        if found is None:
            raise refused("not_found", what="person")
        return found

    def list_people(self, _: Any, context: Any) -> accounts.People:
        return accounts.People(items=[p.shown for p in self.mine(context).people])

    def list_names(self, _: Any, context: Any) -> accounts.PersonNames:
        known = [p.user for p in self.mine(context).people]
        return accounts.PersonNames(
            items=[accounts.PersonName(id=u.id, first_name=u.first_name, last_name=u.last_name) for u in known]
        )

    def read_person(self, request: accounts.PersonId, context: Any) -> accounts.Person:
        return self._person(self.mine(context), request.person_id).shown

    def _require_may_touch(self, kept: FakePractice, person: FakePerson, context: Any, role: str | None) -> None:
        if context.actor.role != "owner" and "owner" in {person.user.role, role}:
            raise refused("forbidden")
        owners = [p for p in kept.people if not p.removed and p.user.role == "owner"]
        if owners == [person] and role != "owner":
            raise refused("last_owner")

    def change_person(self, request: accounts.ChangePerson, context: Any) -> accounts.Person:
        kept = self.mine(context)
        person = self._person(kept, request.person_id)
        self._require_may_touch(kept, person, context, request.role)
        if request.expected_version not in {None, person.version}:
            raise refused("version_conflict", current_version=person.version)
        person.change(role=request.role)
        return person.shown

    def remove_person(self, request: accounts.PersonId, context: Any) -> Any:
        kept = self.mine(context)
        person = self._person(kept, request.person_id)
        self._require_may_touch(kept, person, context, None)
        person.removed = True
        self._end_sessions(person)

    def list_invitations(self, _: Any, context: Any) -> accounts.Invitations:
        return accounts.Invitations(items=list(self.mine(context).invitations.values()))

    def invite_person(self, request: accounts.InvitePerson, context: Any) -> accounts.Invitation:
        kept = self.mine(context)
        email = request.email.strip().lower()
        if "@" not in email:
            raise refused("validation_failed", ("email", "invalid_email"))
        if context.actor.role != "owner" and request.role == "owner":
            raise refused("forbidden")
        if email in {p.user.email for p in kept.people} | {i.email for i in kept.invitations.values()}:
            raise refused("already_invited")
        return self.give_invitation(kept, email, request.role, request.language)

    def _invitation(self, request: accounts.InvitationId, context: Any) -> accounts.Invitation:
        found = self.mine(context).invitations.get(request.invitation_id)
        if found is None:
            raise refused("not_found", what="invitation")
        return found

    def resend_invitation(self, request: accounts.InvitationId, context: Any) -> accounts.Invitation:
        found = self._invitation(request, context)
        self._end_links(found)
        self._send("invitation", found.email, "pl", (self.mine(context), found))
        return found

    def _end_links(self, invitation: accounts.Invitation) -> None:
        for letter in self.letters:
            if letter.kind == "invitation" and letter.to == invitation.email:
                self.links.pop(letter.token, None)

    def withdraw_invitation(self, request: accounts.InvitationId, context: Any) -> Any:
        found = self._invitation(request, context)
        del self.mine(context).invitations[found.id]
        self._end_links(found)

    # the trail, and what strangers see

    def accounts_list_changes(self, request: ListChanges, context: Any) -> Changes:
        return _page(self.mine(context).changes, request)

    def scheduling_list_changes(self, request: ListChanges, context: Any) -> Changes:
        return _page(self.mine(context).changes_of_scheduling, request)

    def notifications_list_changes(self, request: ListChanges, context: Any) -> Changes:
        return _page(self.mine(context).changes_of_notifications, request)

    def find_practice(self, request: accounts.PracticeSlug, _: Any) -> accounts.PublicPractice:
        found = next((k for k in self.practices.values() if k.practice.slug == request.slug), None)
        if found is None:
            raise refused("not_found", what="practice")
        known = found.practice.model_dump(include=set(accounts.PublicPractice.model_fields) - {"online_booking"})
        return accounts.PublicPractice(**known, online_booking=found.online_booking)


def _page(trail: list[Change], request: ListChanges) -> Changes:
    wanted = [
        change
        for change in sorted(trail, key=lambda change: change.id, reverse=True)
        if request.subject in {None, change.subject} and (request.before is None or change.id < request.before)
    ]
    return Changes(items=wanted[: request.limit])


def furnish_changes(fake: FakePeople, kept: FakePractice) -> None:
    """A trail of two days, of every kind of thing."""
    yesterday = fake.now() - timedelta(days=1)
    anna, piotr = kept.people[0].user.id, kept.people[-1].user.id
    chairs = [calendar.id for calendar in kept.calendars]
    patient = next(iter(kept.patients))
    visit = next(iter(kept.visits))
    day = {"open": True, "from": "08:00", "to": "16:00", "break": None}
    longer = {**day, "to": "18:00", "break": {"from": "12:00", "to": "12:30"}}
    give = fake.give_change
    give(
        kept,
        "register_practice",
        "practice",
        ("name", None, "Gabinet"),
        ("terms_version", None, "2026-11"),
        at=yesterday,
    )
    give(
        kept,
        "add_calendar",
        "calendar",
        ("name", None, "STANOWISKO 2"),
        ("color", None, "green"),
        subject_id=chairs[1],
        at=yesterday,
    )
    give(
        kept,
        "change_working_time",
        "practice",
        ("days.1", day, longer),
        ("days.6", {**day, "open": False}, day),
        at=yesterday,
    )
    give(
        kept,
        "invite_person",
        "invitation",
        ("email", None, "ewa@example.pl"),
        ("role", None, "receptionist"),
        at=yesterday,
    )
    give(kept, "change_practice", "practice", ("name", "Gabinet", "Gabinet Uśmiech"), ("phone", None, "+48221234567"))
    give(kept, "change_practice", "practice", ("notifications.sms", True, False), actor_id=anna)
    give(kept, "change_person", "person", ("role", "receptionist", "admin"), subject_id=piotr)
    give(
        kept,
        "add_patient",
        "patient",
        ("first_name", None, None),
        ("last_name", None, None),
        ("phone", None, None),
        subject_id=patient,
        actor_id=piotr,
    )
    give(
        kept,
        "change_visit",
        "visit",
        ("calendar_id", str(chairs[0]), str(chairs[1])),
        ("starts_at", "2026-11-24T09:00:00+01:00", "2026-11-25T10:15:00+01:00"),
        ("note", None, None),
        subject_id=visit,
        actor_id=piotr,
    )
    give(kept, "change_visit", "visit", ("status", "planned", "no_show"), subject_id=visit, actor_id=None)
    give(kept, "import_x_rays", "patient", ("x_ray_count", 1, 4), subject_id=patient, actor_id=uuid.uuid4())
