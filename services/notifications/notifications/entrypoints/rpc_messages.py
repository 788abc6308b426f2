"""Messages to patients: looked at, written by hand, stopped, sent again, and the words of reminders."""

from __future__ import annotations

from chassis import audit
from chassis.entrypoints import rpc
from contracts.base import Nothing, Page
from contracts.changes import Changes, ListChanges
from contracts.context import Context
from contracts.notifications import rpc as methods

from notifications.adapters import wire_messages, wire_words
from notifications.adapters.front_desk import SqlFrontDesk
from notifications.adapters.office import Office, practice_of
from notifications.adapters.wording import Templates
from notifications.application.choose_words import (
    Chosen,
    change_settings,
    change_template,
    invented,
    preview,
    read_words,
)
from notifications.application.look_up import LookUp
from notifications.application.read_sending_state import read_sending_state
from notifications.application.resend_message import resend_message
from notifications.application.write_messages import check_messages, stop_batch, write_messages
from notifications.domain.channel import Channel
from notifications.domain.message import Kind
from notifications.domain.words import Language, Words


class MessageMethods:
    """``look_up``, ``office`` and ``texts`` are provided by the service class."""

    look_up: LookUp
    office: Office
    texts: Templates

    @rpc(methods.list_messages)
    def list_messages(self, context: Context, request: methods.ListMessages) -> methods.Messages:
        return wire_messages.messages_to(self.look_up.find(practice_of(context), wire_messages.wanted_from(request)))

    @rpc(methods.read_message)
    def read_message(self, context: Context, request: methods.MessageId) -> methods.Message:
        return wire_messages.message_to(self.look_up.get(practice_of(context), request.message_id))

    @rpc(methods.resend_message)
    def resend_message(self, context: Context, request: methods.MessageId) -> methods.Message:
        return self.office.change(
            methods.resend_message,
            context,
            request,
            lambda desk: wire_messages.message_to(resend_message(desk, self.texts, request.message_id)),
        )


class StateMethods:
    """``office`` is provided by the service class."""

    office: Office

    @rpc(methods.read_sending_state)
    def read_sending_state(self, context: Context, _request: Nothing) -> methods.SendingState:
        return self.office.read(
            context,
            lambda desk: wire_messages.sending_state_to(read_sending_state(desk), desk.now, desk.practice().zone),
        )


class WritingMethods:
    """``office`` and ``texts`` are provided by the service class."""

    office: Office
    texts: Templates

    @rpc(methods.write_messages)
    def write_messages(self, context: Context, request: methods.WriteMessages) -> methods.Written:
        draft = wire_messages.draft_from(request)
        if request.only_check:
            checked = self.office.read(context, lambda desk: check_messages(desk, self.texts, draft))
            return wire_messages.written_to(checked, was_written=False)
        return self.office.change(
            methods.write_messages,
            context,
            request,
            lambda desk: wire_messages.written_to(write_messages(desk, self.texts, draft), was_written=True),
            varies=frozenset() if request.chosen_by is None else frozenset({"patient_ids"}),
        )

    @rpc(methods.list_batches)
    def list_batches(self, context: Context, request: Page) -> methods.Batches:
        after = wire_messages.after(request.cursor)
        return self.office.read(
            context,
            lambda desk: wire_messages.batches_to(
                desk.batches(request.limit + 1, after), request, desk.practice().zone
            ),
        )

    @rpc(methods.read_batch)
    def read_batch(self, context: Context, request: methods.BatchId) -> methods.Batch:
        return self.office.read(
            context, lambda desk: wire_messages.batch_to(desk.batch(request.batch_id), desk.practice().zone)
        )

    @rpc(methods.stop_batch)
    def stop_batch(self, context: Context, request: methods.BatchId) -> methods.Batch:
        return self.office.change(
            methods.stop_batch,
            context,
            request,
            lambda desk: wire_messages.batch_to(stop_batch(desk, request.batch_id), desk.practice().zone),
        )


class ChangeMethods:
    """``office`` is provided by the service class."""

    office: Office

    @rpc(methods.list_changes)
    def list_changes(self, context: Context, request: ListChanges) -> Changes:
        return self.office.read(context, lambda desk: audit.page(desk.session, desk.practice_id, request))


class WordMethods:
    """``office`` and ``texts`` are provided by the service class."""

    office: Office
    texts: Templates

    @rpc(methods.read_templates)
    def read_templates(self, context: Context, _request: Nothing) -> methods.Templates:
        return self.office.read(context, lambda desk: _told(desk, self.texts, read_words(desk, self.texts)))

    @rpc(methods.change_template)
    def change_template(self, context: Context, request: methods.ChangeTemplate) -> methods.Templates:
        wanted = wire_words.template_from(request)
        return self.office.change(
            methods.change_template,
            context,
            request,
            lambda desk: _told(
                desk,
                self.texts,
                change_template(desk, self.texts, wanted, expected_version=request.expected_version),
            ),
        )

    @rpc(methods.change_message_settings)
    def change_message_settings(self, context: Context, request: methods.ChangeMessageSettings) -> methods.Templates:
        language = None if request.language is None else Language(request.language)
        return self.office.change(
            methods.change_message_settings,
            context,
            request,
            lambda desk: _told(
                desk,
                self.texts,
                change_settings(
                    desk,
                    self.texts,
                    language=language,
                    without_polish_letters=request.without_polish_letters,
                    expected_version=request.expected_version,
                ),
            ),
        )

    @rpc(methods.preview_template)
    def preview_template(self, context: Context, request: methods.PreviewTemplate) -> methods.Preview:
        template = wire_words.template_from(request)
        shown = self.office.read(
            context,
            lambda desk: preview(desk, self.texts, template, without_polish_letters=request.without_polish_letters),
        )
        return wire_words.preview_to(shown, template.channel)


def _told(desk: SqlFrontDesk, texts: Templates, chosen: Chosen) -> methods.Templates:
    """With examples as the practice's own patients would read them."""
    words = Words(chosen.settings.language)
    example = invented(Kind.REMINDER, Channel.SMS, desk.practice(), words, desk.now)
    return wire_words.templates_to(chosen, texts.words(example, desk.now))
