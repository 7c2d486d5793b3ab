"""The version of this client, which is that of the service in the same repository."""

__version__ = "0.1.0"
