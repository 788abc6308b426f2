"""Every RPC message and event of Dentoro, as pydantic models. Imports pydantic alone.

A released class and its golden JSON (``shared/contracts/golden``) are frozen: optional fields may be added, anything
else is a new version published beside the old one.
"""
