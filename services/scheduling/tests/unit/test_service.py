"""Services: what is done, how long it takes, what it costs."""

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scheduling.application.add_service import add_service
from scheduling.application.change_service import change_service
from scheduling.domain.calendar import PALETTE
from scheduling.domain.checks import Wrong
from scheduling.domain.refusals import NotFound, PracticeNotReady, ValidationFailed, VersionConflict
from scheduling.domain.service import price

from services.scheduling.tests.builders import WARSAW
from services.scheduling.tests.fakes import FakeDesk


@pytest.fixture
def desk():
    opened = FakeDesk()
    opened.practices.follow("Gabinet", WARSAW, 1)
    return opened


def add(desk, name="Przegląd", minutes=30, **fields):
    return add_service(desk, fields={"name": name, "minutes": minutes} | fields)


def change(desk, service, expected_version=None, **fields):
    return change_service(desk, service_id=service.id, fields=fields, expected_version=expected_version)


def refused(work):
    with pytest.raises(ValidationFailed) as caught:
        work()
    return {error.field: error.code for error in caught.value.errors}


def test_a_service_is_kept_as_it_was_typed_trimmed(desk):
    service = add(desk, " Przegląd ", 30, color="teal", price="120.00", bookable_online=True)
    assert (service.name, service.minutes, service.color, service.price) == ("Przegląd", 30, "teal", "120.00")
    assert (service.bookable_online, service.active, service.position, service.version) == (True, True, 1, 1)
    assert desk.services.all() == [service]


def test_what_is_left_out_is_the_next_colour_no_price_and_not_online(desk):
    first, second = add(desk), add(desk, "Higienizacja")
    assert (first.color, second.color, second.position) == (PALETTE[0], PALETTE[1], 2)
    assert (first.price, first.bookable_online) == (None, False)


def test_a_service_needs_a_practice():
    with pytest.raises(PracticeNotReady):
        add(FakeDesk())


@pytest.mark.parametrize("name", ["x", "x" * 100, f"  {'x' * 100}  "])
def test_names_have_one_to_a_hundred_characters(desk, name):
    assert add(desk, name).name == name.strip()


@pytest.mark.parametrize(
    ("name", "code"), [("", "required"), ("  ", "required"), ("x" * 101, "too_long"), ("a\nb", "control_characters")]
)
def test_other_names_are_refused(desk, name, code):
    assert refused(lambda: add(desk, name)) == {"name": code}


@pytest.mark.parametrize("minutes", [15, 30, 720])
def test_lengths_are_on_the_grid(desk, minutes):
    assert add(desk, minutes=minutes).minutes == minutes


@pytest.mark.parametrize(
    ("minutes", "code"), [(0, "out_of_range"), (-15, "out_of_range"), (735, "out_of_range"), (20, "not_on_grid")]
)
def test_other_lengths_are_refused(desk, minutes, code):
    assert refused(lambda: add(desk, minutes=minutes)) == {"minutes": code}


@pytest.mark.parametrize(("months", "kept"), [(1, 1), (60, 60), (0, None), (None, None)])
def test_after_one_to_sixty_months_a_patient_should_come_again_or_it_is_not_said(desk, months, kept):
    assert add(desk, interval_months=months).interval_months == kept
    assert change(desk, add(desk, interval_months=6), interval_months=months).interval_months == kept


@pytest.mark.parametrize("months", [-1, 61])
def test_other_intervals_are_refused(desk, months):
    assert refused(lambda: add(desk, interval_months=months)) == {"interval_months": "out_of_range"}


def test_a_changed_interval_is_noted_with_what_it_was(desk):
    service = add(desk, interval_months=6)
    assert change(desk, service, interval_months=6).version == 1
    change(desk, service, interval_months=0)
    assert desk.changes.noted[-1] == ("service", service.id, [("interval_months", 6, None)])


@pytest.mark.parametrize(
    ("written", "grosze"),
    [
        ("120.00", 12000),
        ("120", 12000),
        ("120.5", 12050),
        (" 0.05 ", 5),
        ("0", 0),
        ("-0.00", 0),
        ("99999.99", 9999999),
        ("00099999.99", 9999999),
        ("0" * 50, 0),
        ("", None),
        (" ", None),
        (None, None),
    ],
)
def test_a_price_is_kept_in_grosze(written, grosze):
    assert price(written) == grosze


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("100000", "out_of_range"),
        ("100000.00", "out_of_range"),
        ("9" * 5000, "out_of_range"),
        ("-0.01", "out_of_range"),
        ("-5", "out_of_range"),
        ("1.005", "invalid"),
        ("120,00", "invalid"),
        ("1 200", "invalid"),
        ("120.", "invalid"),
        (".50", "invalid"),
        ("1e3", "invalid"),
        ("+5", "invalid"),
        ("NaN", "invalid"),
        ("120 zł", "invalid"),
        ("١٢٠", "invalid"),
        ("120\n.00", "invalid"),
    ],
)
def test_what_is_no_price_or_too_high_is_refused(written, code):
    with pytest.raises(Wrong) as wrong:
        price(written)
    assert wrong.value.code == code


@given(st.integers(0, 9999999))
def test_a_price_comes_back_as_it_went_in(grosze):
    desk = FakeDesk()
    desk.practices.follow("Gabinet", WARSAW, 1)
    written = f"{grosze // 100}.{grosze % 100:02}"
    service = add(desk, price=written)
    assert (service.price_grosze, service.price) == (grosze, written)


def test_every_wrong_field_is_named_at_once_and_nothing_is_kept(desk):
    wrong = refused(lambda: add(desk, "", 7, color="#0000ff", price="dużo"))
    assert wrong == {"name": "required", "minutes": "not_on_grid", "color": "invalid", "price": "invalid"}
    assert (desk.services.kept, desk.changes.noted) == ({}, [])


def test_fields_left_out_keep_their_value_and_an_empty_price_is_none(desk):
    service = add(desk, price="120.00", bookable_online=True)
    changed = change(desk, service, price=None, expected_version=1)
    assert (changed.price, changed.name, changed.bookable_online, changed.version) == (None, "Przegląd", True, 2)


@pytest.mark.parametrize("field", ["name", "minutes", "color", "bookable_online", "active", "position"])
def test_only_a_price_may_be_emptied(desk, field):
    service = add(desk)
    assert refused(lambda: change(desk, service, **{field: None})) == {field: "required"}


def test_a_service_is_taken_off_offer_and_put_on_again(desk):
    service = add(desk)
    assert not change(desk, service, active=False).active
    assert desk.services.all()[0].version == 2
    assert change(desk, service, active=True).active


def test_the_same_again_is_no_change(desk):
    service = add(desk, price="120.00")
    desk.changes.noted.clear()
    assert change(desk, service, name=" Przegląd ", price="120", position=1, active=True) == service
    assert change(desk, service) == service
    assert desk.changes.noted == []


def test_an_old_version_or_an_unknown_service_is_not_changed(desk):
    service = add(desk)
    with pytest.raises(VersionConflict):
        change(desk, service, minutes=45, expected_version=2)
    with pytest.raises(NotFound):
        change_service(desk, service_id=uuid4(), fields={}, expected_version=None)
    assert desk.services.all() == [service]


@pytest.mark.parametrize(
    ("which", "position", "order"), [(0, 3, "BCAD"), (3, 1, "DABC"), (1, 4, "ACDB"), (2, 2, "ACBD"), (1, 2, "ABCD")]
)
def test_one_moves_and_the_others_make_room(desk, which, position, order):
    services = [add(desk, name) for name in "ABCD"]
    change(desk, services[which], position=position)
    now = desk.services.all()
    assert "".join(service.name for service in now) == order
    assert [service.position for service in now] == [1, 2, 3, 4]
    moved = {after.name for before, after in zip(services, sorted(now, key=lambda s: s.name), strict=True)
             if before.position != after.position}  # fmt: skip
    assert {service.name for service in now if service.version == 2} == moved


@pytest.mark.parametrize("position", [0, -1, 3])
def test_there_is_no_position_before_the_first_or_after_the_last(desk, position):
    service, _ = add(desk), add(desk, "Higienizacja")
    assert refused(lambda: change(desk, service, position=position)) == {"position": "out_of_range"}


def test_what_was_changed_is_noted_with_what_it_was_before(desk):
    service = add(desk, price="120.00")
    add(desk, "Higienizacja")
    change(desk, service, price="150", position=2)
    assert desk.changes.noted[0] == (
        "service",
        service.id,
        [
            ("name", None, "Przegląd"),
            ("minutes", None, 30),
            ("color", None, "blue"),
            ("price", None, "120.00"),
            ("bookable_online", None, False),
            ("active", None, True),
            ("position", None, 1),
        ],
    )
    assert desk.changes.noted[2:] == [("service", service.id, [("price", "120.00", "150.00"), ("position", 1, 2)])]
