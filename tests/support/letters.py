"""Mails as the world sends them to us: bounces of several kinds, machines, people."""

from __future__ import annotations

from email.message import EmailMessage

OURS = "b2Vf-_x9@fil-de-voisins"
"""A Message-ID of ours, without brackets."""


def reply(
    words: str, *, answers: str = OURS, sender: str = "karim@example.fr", **headers: str
) -> bytes:
    """What a person's mail program sends when she presses « Répondre »."""
    mail = EmailMessage()
    mail["From"] = f"Quelqu’un <{sender}>"
    mail["To"] = "fil@example.fr"
    mail["Subject"] = "Re: Un coup de main jeudi ?"
    mail["Message-ID"] = f"<{abs(hash((words, answers, sender)))}@example.fr>"
    if answers:
        mail["In-Reply-To"] = f"<{answers}>"
        mail["References"] = f"<{answers}>"
    for name, value in headers.items():
        del mail[name.replace("_", "-")]
        mail[name.replace("_", "-")] = value
    mail.set_content(words)
    return mail.as_bytes()


def dsn(
    status: str = "5.1.1",
    action: str = "failed",
    *,
    recipient: str = "karim@example.fr",
    returns: str = OURS,
    number: int = 1,
) -> bytes:
    """RFC 3464, as Postfix writes it."""
    return f"""\
Return-Path: <>
From: MAILER-DAEMON@relay.example.org (Mail Delivery System)
To: fil@example.fr
Subject: Undelivered Mail Returned to Sender
Message-Id: <{number}.dsn@relay.example.org>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; relay.example.org
X-Postfix-Sender: rfc822; fil@example.fr

Final-Recipient: rfc822; {recipient}
Original-Recipient: rfc822;{recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} no such user

--B
Content-Type: text/rfc822-headers

From: Fatima <fil@example.fr>
To: {recipient}
Message-ID: <{returns}>
Subject: Un coup de main jeudi ?

--B--
""".replace("\n", "\r\n").encode()


EXIM = f"""\
Return-path: <>
From: Mail Delivery System <Mailer-Daemon@mail.example.org>
To: fil@example.fr
Subject: Mail delivery failed: returning message to sender
X-Failed-Recipients: Karim@example.fr
Auto-Submitted: auto-replied
Message-Id: <exim@mail.example.org>

This message was created automatically by mail delivery software.
A message that you sent could not be delivered to one or more of its recipients.

  karim@example.fr
    host mx.example.fr [192.0.2.1]
    SMTP error from remote mail server after RCPT TO:<karim@example.fr>:
    550 No such user here

------ This is a copy of the message, including all the headers. ------

Message-ID: <{OURS}>
""".encode()

QMAIL = f"""\
Return-Path: <>
From: MAILER-DAEMON@qmail.example.org
To: fil@example.fr
Subject: failure notice

Hi. This is the qmail-send program at qmail.example.org.
<karim@example.fr>:
192.0.2.1 does not like recipient.
Remote host said: sorry, no mailbox here by that name (#5.1.1)
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Message-ID: <{OURS}>
""".encode()

STILL_TRYING = f"""\
Return-Path: <>
From: postmaster@example.fr
To: fil@example.fr
Subject: Delivery delayed
In-Reply-To: <{OURS}>
Message-Id: <slow@example.fr>

The mailbox of karim@example.fr is full (4.2.2). We try again for five days.
""".encode()

RECEIPT = f"""\
From: karim@example.fr
To: fil@example.fr
Subject: Lu : Un coup de main
In-Reply-To: <{OURS}>
Content-Type: multipart/report; report-type=disposition-notification; boundary="B"

--B
Content-Type: text/plain

Your message was read.
--B
Content-Type: message/disposition-notification

Final-Recipient: rfc822; karim@example.fr
Original-Message-ID: <{OURS}>
Disposition: manual-action/MDN-sent-manually; displayed
--B--
""".encode()
