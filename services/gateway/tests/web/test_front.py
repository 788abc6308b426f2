import re

from contracts.accounts.terms import VERSION


def test_the_front_page_leads_to_login_and_in_a_new_window_to_registration(stranger):
    page = stranger.get("/").text
    assert re.search(r'href="/login">ZALOGUJ</a>', page)
    assert re.search(r'href="/register" target="_blank" rel="noopener">ZAREJESTRUJ GABINET', page)


def test_the_front_page_stands_while_the_services_do_not(stranger, services, practice):
    stranger.log_in()
    services.down = {"accounts", "scheduling", "notifications"}
    assert stranger.get("/").status_code == 200


def test_who_is_signed_in_is_led_to_the_calendar(receptionist):
    assert 'href="/calendar">TERMINARZ</a>' in receptionist.get("/").text


def test_terms_have_a_page_with_their_version(stranger):
    assert f"Wersja {VERSION}" in stranger.get("/terms").text


def test_an_unknown_address_gets_a_page_in_words(stranger):
    answer = stranger.get("/nigdzie")
    assert answer.status_code == 404
    assert "Tu nic nie ma" in answer.text


def test_pages_allow_no_script_or_style_but_their_own(stranger):
    policy = stranger.get("/").headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    page = stranger.get("/").text
    assert "<style" not in page
    assert not re.search(r"\son\w+=|\sstyle=|<script(?![^>]*\ssrc=)", page)


def test_bundles_carry_their_hash_are_kept_for_good_and_come_packed(stranger):
    name = re.search(r'/assets/(app-\w+\.css)"', stranger.get("/").text)[1]
    plain = stranger.client.get(f"/assets/{name}", buffered=True)
    packed = stranger.client.get(f"/assets/{name}", headers={"Accept-Encoding": "br"}, buffered=True)
    assert "immutable" in packed.headers["Cache-Control"]
    assert packed.headers["Content-Encoding"] == "br"
    assert len(packed.data) < len(plain.data) / 4


def test_only_bundles_are_served(stranger):
    for name in ("manifest.json", "..%2fbuild.mjs", "nothing.js"):
        assert stranger.get(f"/assets/{name}").status_code == 404
