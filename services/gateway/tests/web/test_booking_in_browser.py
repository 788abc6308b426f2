# ruff: noqa: RUF001 - Polish typography
import pytest
from playwright.sync_api import expect

from dev.processes import wait_for

pytestmark = pytest.mark.browser

TOMORROW = "/calendar?date=2026-11-24"


def point(page, hour, minute, chair=0):
    """Where a time of a chair is on the screen, scrolled into sight."""
    return page.evaluate(
        """([hour, minute, chair]) => {
            const main = document.querySelector('.ec-main');
            const day = document.querySelectorAll('.ec-body .ec-day')[chair];
            const first = parseInt(document.querySelector('.ec-body time').textContent, 10);
            const y = ((hour - first) * 4 + minute / 15 + 0.5) * 22;
            main.scrollTop = Math.max(0, y - 200);
            const box = day.getBoundingClientRect();
            return [box.left + box.width / 2, box.top + y];
        }""",
        [hour, minute, chair],
    )


def tab_to(page, selector):
    """Press Tab until the element has the focus; a person would, too."""
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"Tab never reaches {selector}")


def visit_at(practice, text):
    return next((v for v in practice.visits.values() if v.starts_at.isoformat().startswith(text)), None)


def block(page, name):
    return page.locator(".ec-event:not(.ec-ghost):not(.ec-preview)", has_text=name).first


def drag(page, name, dx=0, dy=0, grip=None):
    box = block(page, name).bounding_box()
    x, y = box["x"] + box["width"] / 3, box["y"] + (box["height"] - 3 if grip == "end" else 8)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + dx / 2, y + dy / 2, steps=4)
    page.mouse.move(x + dx, y + dy, steps=4)
    page.mouse.up()


def test_a_click_on_a_free_quarter_books_a_known_patient(screen, practice):
    page = screen.calendar(TOMORROW)
    page.mouse.click(*point(page, 15, 15, chair=1))
    page.wait_for_selector("dialog[open] #v-patient")
    assert page.input_value("#v-date") == "2026-11-24"
    assert page.input_value("#v-time") == "15:15"
    assert page.input_value("#v-calendar_id") == str(practice.calendars[1].id)
    page.fill("#v-patient", "wojcik")
    page.get_by_role("option", name="Zofia Wójcik").click()
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("text=Zapisano wizytę: Zofia Wójcik, jutro o 15:15.")
    page.wait_for_selector(".ec-event:has-text('15:15')")
    assert visit_at(practice, "2026-11-24T15:15").patient.last_name == "Wójcik"
    assert page.locator("dialog[open]").count() == 0


def test_drawing_over_free_time_sets_the_length(screen, practice):
    page = screen.calendar(TOMORROW)
    x, y = point(page, 15, 0)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 2 * 22, steps=5)
    page.mouse.up()
    page.wait_for_selector("dialog[open] #v-patient")
    assert (page.input_value("#v-time"), page.input_value("#v-minutes")) == ("15:00", "45")


@pytest.mark.parametrize(
    ("hour", "what", "why"), [(12, "a break", "Przerwa 12:00–12:30"), (16, "closed time", "Zamknięte 16:00")]
)
def test_a_click_on_grey_opens_nothing_and_says_why(screen, practice, hour, what, why):
    page = screen.calendar(TOMORROW)
    x, y = point(page, hour, 15)
    page.mouse.click(x, y)
    page.wait_for_selector(f"[role=alert] >> text={why}")
    assert not page.locator(".ec-pointer").is_visible(), "no time is offered under the hand"
    assert (
        page.evaluate("([x, y]) => getComputedStyle(document.elementFromPoint(x, y)).cursor", [x, y]) == "not-allowed"
    )
    page.keyboard.press("n")
    page.wait_for_selector("dialog[open] #v-patient")
    assert page.input_value("#v-time") == "10:00", f"only the key opened the dialog, not the click on {what}"


def test_booking_a_new_patient_by_keyboard_alone(screen, practice):
    page = screen.calendar(TOMORROW)
    page.keyboard.press("n")
    page.wait_for_selector("#v-patient:focus")
    page.keyboard.type("Ola Zupełnienowa")
    page.wait_for_selector("#option-new[aria-selected=true]")
    page.keyboard.press("Enter")
    page.wait_for_selector("#v-phone:focus")
    assert (page.input_value("#v-first_name"), page.input_value("#v-last_name")) == ("Ola", "Zupełnienowa")
    page.keyboard.type("600100200")
    tab_to(page, "#v-time")
    page.keyboard.type("15:30")
    tab_to(page, "dialog .btn-primary")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Zapisano wizytę: Ola Zupełnienowa, jutro o 15:30.")
    assert visit_at(practice, "2026-11-24T15:30").patient.phone == "+48600100200"


def test_a_taken_time_is_said_in_the_dialog_and_nothing_typed_is_lost(screen, practice):
    page = screen.calendar(TOMORROW)
    page.keyboard.press("n")
    page.fill("#v-patient", "krol")
    page.get_by_role("option", name="Adam Król").click()
    page.fill("#v-note", "Boi się igieł")
    page.select_option("#v-time", "09:15")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("dialog[open] .error-summary:focus")
    assert "Ten termin jest już zajęty." in page.inner_text("dialog[open]")
    assert page.input_value("#v-note") == "Boi się igieł"
    assert "Adam Król" in page.inner_text("dialog[open] .chosen")
    page.select_option("#v-time", "15:00")
    page.click("dialog[open] .btn-primary")
    page.wait_for_selector("text=Zapisano wizytę: Adam Król")


def test_a_double_click_on_the_button_books_once(screen, practice):
    page = screen.calendar(TOMORROW)
    before = len(practice.visits)
    page.keyboard.press("n")
    page.fill("#v-patient", "krol")
    page.get_by_role("option", name="Adam Król").click()
    page.select_option("#v-time", "15:00")
    page.dblclick("dialog[open] .btn-primary")
    page.wait_for_selector("text=Zapisano wizytę: Adam Król")
    assert len(practice.visits) == before + 1


def test_without_javascript_a_visit_is_booked_on_plain_pages(plain_screen, practice):
    page = plain_screen.go("/login")
    page.fill("#f-email", "anna@example.pl")
    page.fill("#f-password", "Tajne123")
    page.click("main button:has-text('ZALOGUJ')")
    page.wait_for_url("**/calendar/list*")
    page.click("text=NOWA WIZYTA")
    page.fill("#v-patient", "wojcik")
    page.get_by_role("button", name="Szukaj").click()
    page.get_by_role("radio", name="Zofia Wójcik").check()
    page.fill("#v-date", "2026-11-24")
    page.select_option("#v-time", "15:00")
    page.get_by_role("button", name="ZAPISZ WIZYTĘ").click()
    page.wait_for_url("**/calendar/list?date=2026-11-24")
    assert "15:00–15:30" in page.inner_text("main")


def test_dragging_moves_a_visit_and_can_be_undone(screen, practice):
    page = screen.calendar(TOMORROW)
    point(page, 15, 0)
    drag(page, "Julia Mazur", dy=22 * 4)
    page.wait_for_selector("text=Julia Mazur – nowy termin: jutro o 14:30.")
    assert visit_at(practice, "2026-11-24T14:30").patient.last_name == "Mazur"
    page.get_by_role("button", name="Cofnij").click()
    page.wait_for_selector(".ec-event:has-text('Julia Mazur'):has-text('13:30')")
    assert visit_at(practice, "2026-11-24T13:30").patient.last_name == "Mazur"


def test_dragging_to_another_chair_moves_it_there(screen, practice):
    page = screen.calendar(TOMORROW)
    point(page, 15, 0)
    width = page.locator(".ec-body .ec-day").first.bounding_box()["width"]
    drag(page, "Julia Mazur", dx=width)
    page.wait_for_selector("text=Julia Mazur – nowy termin")
    assert visit_at(practice, "2026-11-24T13:30").calendar_id in {c.id for c in practice.calendars[2:]} | {
        practice.calendars[2].id
    }


def test_pulling_the_end_lengthens_a_visit_and_can_be_undone(screen, practice):
    page = screen.calendar(TOMORROW)
    point(page, 15, 0)
    drag(page, "Julia Mazur", dy=22 * 2, grip="end")
    page.wait_for_selector("text=Julia Mazur – nowy termin")
    assert visit_at(practice, "2026-11-24T13:30").minutes == 45
    page.get_by_role("button", name="Cofnij").click()
    page.wait_for_selector(".ec-event:has-text('Julia Mazur').is-short")
    assert visit_at(practice, "2026-11-24T13:30").minutes == 15


def test_a_drop_on_a_time_that_another_screen_has_just_taken_jumps_back_and_says_why(
    screen, other_screen, practice, receptionist
):
    page = screen.calendar(TOMORROW)
    other = other_screen.calendar("/calendar?date=2026-11-24")
    other.keyboard.press("n")
    other.fill("#v-patient", "kowal")
    other.get_by_role("option", name="Anna Kowalska").click()
    other.select_option("#v-time", "13:15")
    other.select_option("#v-minutes", "30")
    other.select_option("#v-calendar_id", label="STANOWISKO 3")
    other.click("dialog[open] .btn-primary")
    other.wait_for_selector("text=Zapisano wizytę: Anna Kowalska, jutro o 13:15.")
    point(page, 15, 0)
    before = block(page, "Igor Wrona").bounding_box()
    width = page.locator(".ec-body .ec-day").first.bounding_box()["width"]
    expect(page.locator(".ec-event", has_text="Anna Kowalska")).to_have_count(
        1
    )  # at 8; that at 13:15 it has not heard of
    drag(page, "Igor Wrona", dx=2 * width, dy=-22)
    page.wait_for_selector("[role=alert] >> text=Nie przeniesiono: Ten termin jest już zajęty.")
    still = page.locator(".ec-event", has_text="Igor Wrona").first
    expect(still.locator(".visit-time")).to_have_text("13:45–14:00")
    wait_for(lambda: abs((still.bounding_box() or {"x": 0})["x"] - before["x"]) < 2, "it is where it was", seconds=5)
    assert visit_at(practice, "2026-11-24T13:45").patient.last_name == "Wrona"
    expect(page.locator(".ec-event", has_text="Anna Kowalska")).to_have_count(2)  # and now it shows who has it


def test_a_finger_that_stays_for_a_moment_moves_a_visit(phone, practice):
    page = phone.calendar(TOMORROW)
    point(page, 15, 0)
    box = block(page, "Igor Wrona").bounding_box()
    finger = page.context.new_cdp_session(page)

    def touch(kind, dy=0.0):
        points = [] if kind == "touchEnd" else [{"x": box["x"] + 30, "y": box["y"] + 8 + dy}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart")
    page.wait_for_selector(".ec-dragging")  # after a long press; a short one scrolls
    for step in range(1, 5):
        touch("touchMove", 22 * step)
    touch("touchEnd")
    page.wait_for_selector("text=Igor Wrona – nowy termin: jutro o 14:45.")
    assert visit_at(practice, "2026-11-24T14:45").patient.last_name == "Wrona"


def test_a_drag_while_the_services_are_away_jumps_back(screen, practice, services):
    page = screen.calendar(TOMORROW)
    point(page, 15, 0)
    before = block(page, "Julia Mazur").bounding_box()
    services.down = {"scheduling"}
    drag(page, "Julia Mazur", dy=22 * 4)
    page.wait_for_selector("[role=alert] .toast-note")
    page.wait_for_selector("#offline:not([hidden])")
    assert abs(block(page, "Julia Mazur").bounding_box()["y"] - before["y"]) < 60
    services.down = set()
    assert visit_at(practice, "2026-11-24T13:30").patient.last_name == "Mazur"


def test_a_drag_into_the_break_never_leaves_and_says_why(screen, practice):
    page = screen.calendar(TOMORROW)
    point(page, 13, 0)
    drag(page, "Adam Król", dy=-22 * 4)
    page.wait_for_selector("[role=alert] >> text=Przerwa 12:00–12:30")
    assert visit_at(practice, "2026-11-24T13:00").patient.last_name == "Król"


def test_the_panel_marks_moves_and_cancels_by_keyboard(screen, practice):
    page = screen.calendar(TOMORROW)
    block(page, "Tomasz Zając").locator("button").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog#panel[open] .facts")
    page.get_by_role("button", name="potwierdzona").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog#panel[open] .facts >> text=potwierdzona")
    page.locator("dialog#panel summary", has_text="Przenieś").focus()
    page.keyboard.press("Enter")
    page.select_option("#m-time", "15:00")
    page.locator("#m-time").press("Enter")
    page.get_by_role("button", name="ZAPISZ", exact=True).click()
    page.wait_for_selector("dialog#panel[open] >> text=15:00–16:00")
    assert visit_at(practice, "2026-11-24T15:00").status == "confirmed"
    page.locator("dialog#panel summary", has_text="Odwołaj").click()
    page.fill("#c-reason", "choroba")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog#panel[open] .facts >> text=odwołana")
    page.keyboard.press("Escape")
    page.wait_for_selector("dialog#panel:not([open])", state="attached")
    expect(page.locator(".ec-event", has_text="Tomasz Zając")).to_have_count(0)
    page.locator(".toast-note", has_text="Odwołano").get_by_role("button", name="Cofnij").click()
    page.wait_for_selector("text=Przywrócono wizytę: Tomasz Zając")
    expect(page.locator(".ec-event", has_text="Tomasz Zając")).to_have_count(1)


def test_what_another_screen_changes_appears_in_the_list_too_and_keeps_the_focus(screen, practice, site):
    screen.sign_in()
    page = screen.go("/calendar/list?date=2026-11-24")
    screens = site.app.extensions["dentoro_screens"]
    wait_for(lambda: screens.count > 0, "the page listens", seconds=10)
    visit = visit_at(practice, "2026-11-24T13:00")
    page.get_by_role("link", name="Adam Król", exact=True).focus()
    practice.visits[visit.id] = visit.model_copy(update={"status": "waiting"})
    screens.gap()
    page.wait_for_selector("tr:has-text('Adam Król') >> text=w poczekalni")
    assert page.evaluate("document.activeElement.textContent") == "Adam Król"


COUNTING = """
window.told = 0;
const Plain = window.EventSource;
window.EventSource = class extends Plain {
  constructor(url) { super(url); this.addEventListener("change", () => (window.told += 1)); }
};
"""


def test_what_changes_while_the_list_is_being_asked_for_is_not_lost(own_screen, practice, site):
    own_screen.sign_in()
    own_screen.page.add_init_script(COUNTING)
    page = own_screen.go("/calendar/list?date=2026-11-24")
    screens = site.app.extensions["dentoro_screens"]
    visit = visit_at(practice, "2026-11-24T13:00")
    held = []

    def told(times):
        wait_for(lambda: page.evaluate("told") >= times, "the page is told", seconds=10)

    told(1)
    page.route("**/calendar/list?*", lambda route: route.continue_() if held else held.append(route))
    screens.gap()
    wait_for(lambda: page.evaluate("told") >= 2 and held, "the list is asked for", seconds=10)
    before = page.request.get(page.url).body()  # what the answer that is under way says
    practice.visits[visit.id] = visit.model_copy(update={"status": "waiting"})
    screens.gap()
    told(3)
    held[0].fulfill(body=before, content_type="text/html")
    page.wait_for_selector("tr:has-text('Adam Król') >> text=w poczekalni")


def test_what_another_screen_books_appears_also_after_an_outage(screen, practice, site):
    page = screen.calendar(TOMORROW)
    screens = site.app.extensions["dentoro_screens"]
    wait_for(lambda: screens.count > 0, "the page listens", seconds=10)
    visit = visit_at(practice, "2026-11-24T13:00")
    practice.visits[visit.id] = visit.model_copy(update={"status": "waiting"})
    screens.gap()
    page.wait_for_selector(".ec-event.status-waiting:has-text('Adam Król')")
    screens.stopping = lambda: True  # the gateway is being replaced: nobody hears what happens meanwhile
    wait_for(lambda: screens.count == 0, "the stream ended", seconds=10)
    practice.visits[visit.id] = visit.model_copy(update={"status": "in_chair"})
    practice.calendars[0] = practice.calendars[0].model_copy(update={"name": "GABINET ZIELONY"})
    screens.stopping = lambda: False
    page.wait_for_selector(".ec-event.status-in_chair:has-text('Adam Król')")
    assert "GABINET ZIELONY" in page.inner_text(".ec-header")
    assert "GABINET ZIELONY" in page.inner_text("#calendar-chairs")
