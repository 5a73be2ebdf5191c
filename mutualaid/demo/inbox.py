"""The demo's web inbox: every mail that the server took, for people and for programs."""

import logging
import threading

from flask import Flask, Response, abort, jsonify, render_template, request
from werkzeug.serving import make_server

from mutualaid.demo.place import ZONE
from mutualaid.demo.postbox import Letter, Postbox
from mutualaid.demo.sanitise import harmless
from mutualaid.domain.clock import local

PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; frame-src 'self'; img-src 'self' data:; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
LETTER_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


def create_inbox(postbox: Postbox) -> Flask:
    """The pages over one postbox; they answer to loopback names only."""
    app = Flask(__name__, template_folder="inbox_pages", static_folder="inbox_pages/static")
    app.config["TRUSTED_HOSTS"] = ["127.0.0.1", "localhost"]
    app.add_url_rule("/", "index", lambda: index(postbox))
    app.add_url_rule("/messages.json", "messages", lambda: messages(postbox))
    app.add_url_rule("/<int:n>", "show", lambda n: show(_letter(postbox, n)))
    app.add_url_rule("/<int:n>.html", "html", lambda n: html(_letter(postbox, n)))
    app.add_url_rule("/<int:n>.eml", "eml", lambda n: eml(_letter(postbox, n)))
    app.add_url_rule("/<int:n>/<int:rank>", "file", lambda n, rank: file(_letter(postbox, n), rank))
    app.after_request(_headers)
    app.jinja_env.filters["here"] = lambda instant: local(instant, ZONE)
    return app


def index(postbox: Postbox) -> str:
    """The list for people."""
    to = request.args.get("to", "").strip()
    return render_template("index.html", letters=postbox.newest_first(to), to=to)


def messages(postbox: Postbox) -> Response:
    """The same list for programs."""
    return jsonify([_line(letter) for letter in postbox.newest_first(request.args.get("to", ""))])


def show(letter: Letter) -> str:
    """One mail with its parts and files."""
    return render_template("letter.html", letter=letter)


def html(letter: Letter) -> Response:
    """What the frame of a mail shows."""
    response = Response(harmless(letter.html or ""), mimetype="text/html")
    response.headers["Content-Security-Policy"] = LETTER_POLICY
    return response


def eml(letter: Letter) -> Response:
    """The mail whole, as it was received."""
    return Response(letter.raw, mimetype="message/rfc822")


def file(letter: Letter, rank: int) -> Response:
    """One of its files."""
    if not 0 < rank <= len(letter.attachments):
        abort(404)
    attachment = letter.attachments[rank - 1]
    response = Response(attachment.content, content_type=attachment.kind)
    response.headers.set("Content-Disposition", "attachment", filename=attachment.name)
    return response


def _letter(postbox: Postbox, letter_id: int) -> Letter:
    return postbox.find(letter_id) or abort(404)


def _line(letter: Letter) -> dict[str, str | int]:
    return {
        "id": letter.id,
        "to": letter.to,
        "subject": letter.subject,
        "at": letter.at.isoformat(timespec="milliseconds"),
    }


def _headers(response: Response) -> Response:
    response.headers.setdefault("Content-Security-Policy", PAGE_POLICY)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["Cache-Control"] = "no-store"
    return response


class InboxServer:
    """Serves the inbox on a free loopback port, in threads of this process."""

    def __init__(self, postbox: Postbox) -> None:
        logging.getLogger("werkzeug").setLevel(logging.ERROR)
        self._server = make_server("127.0.0.1", 0, create_inbox(postbox), threaded=True)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)
