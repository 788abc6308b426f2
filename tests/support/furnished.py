"""A practice that has one of everything an id can name."""

from __future__ import annotations

import requests

from tests.support.practice import PASSWORD, Caller, Practice, Sandbox, eventually

THURSDAY = "2026-11-26"


class FurnishedPractice(Practice):
    """``things`` are its ids by the names that the API gives them; the reminders of its visit are planned."""

    def __init__(self, url: str, sandbox: Sandbox, *, name: str) -> None:
        super().__init__(url, name=name)
        self.phone = "+48501700100"
        calendar = self.calendar()
        self.made("calendars", name="STANOWISKO 2")
        patient = self.add_patient(self.phone, "pacjent@example.com")
        batch_id, message_id = self.stopped_message(patient["id"])
        visit = self.book(patient, calendar, f"{THURSDAY}T12:00:00+01:00").json()
        self.cancelled_visit_id = self.book(patient, calendar, f"{THURSDAY}T13:00:00+01:00").json()["id"]
        assert self.post(f"visits/{self.cancelled_visit_id}/cancel").ok
        day_off = self.made(f"calendars/{calendar['id']}/exceptions", date="2026-12-01")["items"][0]
        self.practice_exception_id = self.made("practice/exceptions", date="2026-12-02")["items"][0]["id"]
        eventually(lambda: self.planned(visit["id"]), what="planned reminders")
        self.started_import_id = self.looked_through("Ewa", "Lis")
        self.untreated_patient_id = self.somebody("Adam")
        self.released_hold_id = self.held(calendar, "14:00")
        elsewhere = Caller(url, self.signed_in_elsewhere())
        service_id = self.made("services", name="Przegląd", minutes=30, interval_months=6)["id"]
        self.treated(patient, calendar, service_id)
        self.things = {
            "calendar_id": calendar["id"],
            "patient_id": patient["id"],
            "merged_id": self.somebody("Olga"),
            "import_id": self.looked_through("Jan", "Wilk"),
            "visit_id": visit["id"],
            "hold_id": self.held(calendar, "15:00"),
            "about_id": visit["id"],
            "exception_id": day_off["id"],
            "service_id": service_id,
            "entry_id": self.made("waiting-list", patient_id=self.somebody("Iga"), service_id=service_id)["id"],
            "feed_id": self.made("calendar-feeds", name="Fotel", calendar_ids=[calendar["id"]])["id"],
            "message_id": message_id,
            "batch_id": batch_id,
            "user_id": self.hire("receptionist", sandbox).user_id,
            "invitation_id": self.invite("dentist", sandbox).id,
            "session_id": elsewhere.get("session").json()["session_id"],
        }

    def made(self, path: str, **body: object) -> dict[str, object]:
        answer = self.post(path, **body)
        assert answer.status_code == requests.codes.created, answer.text
        return answer.json()

    def treated(self, patient: dict[str, object], calendar: dict[str, object], service_id: object) -> None:
        """They have been here for it this morning, so that they may be due for it again."""
        starts_at = "2026-11-23T08:00:00+01:00"
        self.made(
            "visits", calendar_id=calendar["id"], patient_id=patient["id"], service_id=service_id, starts_at=starts_at
        )

    def held(self, calendar: dict[str, object], clock: str) -> str:
        """A time of the same day that is kept for an hour."""
        starts_at = f"{THURSDAY}T{clock}:00+01:00"
        return str(
            self.made("holds", calendar_id=calendar["id"], starts_at=starts_at, minutes=15, hold_minutes=60)["id"]
        )

    def somebody(self, first_name: str) -> str:
        """A patient without a visit."""
        return str(self.made("patients", first_name=first_name, last_name="Zych")["id"])

    def looked_through(self, *names: str) -> str:
        """A file with one patient in it, ready to be taken over."""
        answer = self.post("patient-imports", file_name="pacjenci.csv", text=f"Imię;Nazwisko\n{';'.join(names)}\n")
        assert answer.status_code == requests.codes.accepted, answer.text
        path = f"patient-imports/{answer.json()['id']}"
        eventually(lambda: self.get(path).json()["state"] == "checked", what="an import that is looked through")
        return str(answer.json()["id"])

    def planned(self, visit_id: str) -> list[dict[str, object]] | None:
        """Both reminders of a visit, once they are planned."""
        items = self.get("messages", visit_id=visit_id, state="planned").json()["items"]
        return items if len(items) == 2 else None

    def stopped_message(self, patient_id: str) -> tuple[str, str]:
        """A batch and its message, written while nothing goes out, and stopped: it stays like that."""
        draft = {"channel": "email", "patient_ids": [patient_id], "text": "Zapraszamy na przegląd."}

        def waits_until(hour: str) -> bool:
            answer = self.post("messages", **draft, only_check=True)
            return answer.ok and f"T{hour}" in (answer.json()["send_at"] or "")

        usual = self.get("practice/notifications").json()["quiet_hours"]
        assert self.put("practice/notifications", quiet_hours={"from": "10:30", "to": "09:30"}).ok
        eventually(lambda: waits_until("09:30"), what="quiet hours")
        batch_id = self.post("messages", **draft).json()["batch_id"]
        assert self.post(f"message-batches/{batch_id}/stop").json()["cancelled"] == 1
        assert self.put("practice/notifications", quiet_hours=usual).ok
        eventually(lambda: not waits_until("09:30"), what="the usual hours")
        return batch_id, self.get("messages", batch_id=batch_id).json()["items"][0]["id"]

    def signed_in_elsewhere(self) -> str:
        """The token of one more session of the owner."""
        answer = Caller(self.url).post("sessions", email=self.email, password=PASSWORD)
        assert answer.status_code == requests.codes.created, answer.text
        return answer.json()["token"]
