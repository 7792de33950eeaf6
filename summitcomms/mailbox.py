"""The mail of a development machine, readable in the browser; the address exists with DEBUG only."""

from email import message_from_bytes, policy
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SHOWN = 50


@login_not_required
def mailbox(request: HttpRequest) -> HttpResponse:
    """The newest mails that the file backend wrote, newest first."""
    files = sorted(
        Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda f: f.stat().st_mtime, reverse=True
    )
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in files[:SHOWN]]
    letters = [
        {
            "to": mail["To"],
            "subject": mail["Subject"],
            "date": mail["Date"],
            "text": body.get_content() if (body := mail.get_body(("plain",))) else "",
        }
        for mail in mails
    ]
    return render(request, "mailbox.html", {"letters": letters})
