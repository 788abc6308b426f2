"""Released wire classes are frozen: what they accept and write is what the golden examples say."""

import json
from importlib.resources import files

import pytest
from contracts import golden
from contracts.base import Envelope
from contracts.registry import EVENTS, METHODS


def as_json(message):
    return json.loads(message.model_dump_json(exclude_unset=True))


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_an_event_reads_and_writes_its_golden_example(event_type):
    example = golden.event(event_type)
    envelope = Envelope[EVENTS[event_type]].model_validate(example)
    assert as_json(envelope) == example
    assert envelope.type == EVENTS[event_type].type
    assert envelope.aggregate_id == envelope.data.aggregate_id


@pytest.mark.parametrize("event_type", sorted(EVENTS))
def test_an_event_from_a_newer_sender_reads_the_same(event_type):
    envelope_class = Envelope[EVENTS[event_type]]
    example = golden.event(event_type)
    assert envelope_class.model_validate(golden.with_unknown_fields(example)) == envelope_class.model_validate(example)


@pytest.mark.parametrize("name", sorted(METHODS))
@pytest.mark.parametrize("direction", ["request", "response"])
def test_a_method_reads_and_writes_its_golden_example(name, direction):
    example = getattr(golden, direction)(name)
    message_class = getattr(METHODS[name], direction)
    message = message_class.model_validate(example)
    assert as_json(message) == example
    assert message_class.model_validate(golden.with_unknown_fields(example)) == message


@pytest.mark.parametrize("name", sorted(METHODS))
def test_a_response_example_shows_every_field(name):
    response = METHODS[name].response
    missing = {field.alias or key for key, field in response.model_fields.items()} - set(golden.response(name))
    assert not missing


def test_every_golden_example_belongs_to_a_class():
    root = files(golden.__name__)
    events = {entry.name.removesuffix(".json") for entry in root.joinpath("events").iterdir()}
    calls = {entry.name.rsplit(".", 2)[0] for entry in root.joinpath("rpc").iterdir()}
    assert (events, calls) == (set(EVENTS), set(METHODS))
