"""Plays SMSAPI and a mail server on the laptop and in tests, and shows the phone and the mailbox on a page.

Nothing that arrives here ever leaves the machine. See README.md beside this file for its interface.
"""
