import phonenumbers
from phonenumbers import PhoneNumberType, carrier

from dev.demo.patients import read_patients
from dev.demo.practice import DATA

NUMBERS = [patient["phone"] for patient in read_patients() if "phone" in patient] + [DATA["phone"]]


def test_the_shipped_list_has_patients_with_and_without_phone_mail_and_consent():
    patients = read_patients()
    assert len(patients) == 60
    assert any("phone" not in patient for patient in patients)
    assert any("email" not in patient for patient in patients)
    assert any(not patient["consents"]["sms"] for patient in patients)
    assert all(set(patient) >= {"first_name", "last_name", "birth_date", "address"} for patient in patients)


def test_numbers_are_mobile_in_form_and_no_operators_range():
    for text in NUMBERS:
        number = phonenumbers.parse(text)
        assert phonenumbers.is_valid_number(number)
        assert phonenumbers.number_type(number) == PhoneNumberType.MOBILE
        assert carrier.name_for_number(number, "en") == ""


def test_nobody_shares_a_number_or_an_address():
    assert len(set(NUMBERS)) == len(NUMBERS)
    addresses = [patient["email"] for patient in read_patients() if "email" in patient]
    assert len(set(addresses)) == len(addresses)
    assert all(address.endswith("@example.com") for address in addresses)
