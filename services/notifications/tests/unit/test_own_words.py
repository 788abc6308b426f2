"""A practice's own texts: what may stand in them, and that nothing else can."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from notifications.adapters import own_words
from notifications.adapters.own_words import TooClever, problems, rendered

ALLOWED = {"practice_name", "visit_hour"}
WORDS = {"practice_name": "Gabinet Uśmiech", "visit_hour": "12:00"}
ATTACKS = [
    "{{ ''.__class__ }}",
    "{{ practice_name.__class__.__mro__ }}",
    "{{ practice_name|upper }}",
    "{{ practice_name() }}",
    "{{ practice_name[0] }}",
    "{{ practice_name ~ practice_name }}",
    "{{ practice_name * 999999999 }}",
    "{{ 9**9**9 }}",
    "{{ 7 }}",
    "{{ [1, 2] }}",
    "{{ lipsum(n=1000) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{% for x in range(10**9) %}x{% endfor %}",
    "{% for x in practice_name %}x{% endfor %}",
    "{% set x = practice_name %}{{ x }}",
    "{% if practice_name == 'a' %}x{% endif %}",
    "{% if practice_name and visit_hour %}x{% endif %}",
    "{% include 'reminder/pl/sms.txt' %}",
    "{% import 'x' as y %}",
    "{% macro m() %}x{% endmacro %}{{ m() }}",
    "{% block b %}x{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% with %}x{% endwith %}",
    "{% autoescape true %}x{% endautoescape %}",
    "{% extends 'layouts/message.html' %}",
    "{{ practice_name if visit_hour else visit_hour }}",
    "{{ not practice_name }}",
]
BROKEN = [
    "{{ practice_name",
    "{% if practice_name %}x",
    "{% endif %}",
    "{{ }}",
    "{%",
    "{{ practice_name }",
    "{{ a b }}",
]


@pytest.mark.parametrize("source", ATTACKS + BROKEN)
def test_what_computes_or_is_broken_is_refused_and_never_rendered(source):
    assert [each.code for each in problems("text", source, ALLOWED, 10_000)] == ["template_syntax"]
    with pytest.raises(TooClever):
        rendered(source, WORDS)


@pytest.mark.parametrize("name", ["godzina", "self", "loop", "__class__", "practice_name_"])
def test_a_placeholder_that_there_is_not_is_named(name):
    [problem] = problems("text", f"Wizyta {{{{ {name} }}}} i {{{{ {name} }}}}", ALLOWED, 10_000)
    assert (problem.field, problem.code, problem.name) == ("text", "unknown_placeholder", name)


def test_placeholders_and_conditions_are_filled_in():
    source = "{{ practice_name }}{% if visit_hour %}, {{ visit_hour }}{% else %}!{% endif %}{# nobody reads this #}"
    assert problems("text", source, ALLOWED, 1000) == []
    assert rendered(source, WORDS) == "Gabinet Uśmiech, 12:00"
    assert rendered(source, {**WORDS, "visit_hour": ""}) == "Gabinet Uśmiech!"
    assert rendered("{% if not visit_hour %}kiedyś{% endif %}", {**WORDS, "visit_hour": ""}) == "kiedyś"


@pytest.mark.parametrize("opening", ["{% if practice_name %}", "{{ (", "{% if not ", "{{ [", "((", "{{ -"])
def test_a_text_of_nothing_but_depth_is_answered_at_once(opening):
    found = problems("text", opening * (10_000 // len(opening)), ALLOWED, 10_000)
    assert [each.code for each in found] in (["template_syntax"], [])


def test_conditions_within_each_other_have_an_end():
    nested = "{% if practice_name %}" * 5 + "x" + "{% endif %}" * 5
    assert [each.code for each in problems("text", nested, ALLOWED, 10_000)] == ["template_syntax"]
    nested = "{% if practice_name %}" * 4 + "x" + "{% endif %}" * 4
    assert rendered(nested, WORDS) == "x"


@pytest.mark.parametrize(
    ("source", "code"),
    [("", "required"), (" \n ", "required"), ("x" * 201, "too_long"), ("a\x00b", "control_characters"), ("\x1b", "control_characters")],
)  # fmt: skip
def test_a_text_that_is_empty_too_long_or_unprintable_is_refused(source, code):
    [problem] = problems("subject", source, ALLOWED, 200)
    assert (problem.field, problem.code, problem.most) == ("subject", code, 200 if code == "too_long" else None)


@given(st.text(st.sampled_from("{}%#-()[]|.~'\"if endforxpractice_name0 \n"), max_size=120))
@settings(max_examples=300, deadline=None)
def test_whatever_is_taken_can_be_rendered_and_whatever_is_not_cannot(source):
    found = problems("text", source, ALLOWED, 10_000)
    if not found:
        assert isinstance(rendered(source, WORDS), str)
    elif found[0].code == "template_syntax":
        with pytest.raises(TooClever):
            rendered(source, WORDS)


def test_what_values_hold_is_never_read_as_a_template():
    assert rendered("{{ practice_name }}", {**WORDS, "practice_name": "{{ visit_hour }}"}) == "{{ visit_hour }}"
    assert own_words.rendered("{{ practice_name }}", {**WORDS, "practice_name": "{% x"}) == "{% x"
