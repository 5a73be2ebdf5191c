"""The web process: `gunicorn wsgi:app`."""

from config import Settings
from mutualaid.app import create_app

app = create_app(Settings.from_env())
