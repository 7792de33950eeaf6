#!/usr/bin/env python3
"""Try a partner's key, and the way to the portal, against the sandbox, with Python's standard library only.

    python tools/partner_check.py --portal https://portal.example --key KEY [--standings ktt-43/kementerian]

Reads, and pushes a handful of readings to the campaign `sandbox` (docs/api.md), which counts nowhere. Prints
one line for each check; where one fails, what to mend. Checks for which the key has no scope are left out and
say which scope to ask for. Exit status 0: all that was checked is right, 1: something is not, 2: the call
cannot be understood or the portal not be reached. Redirects are not followed: the key goes nowhere else.
"""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import uuid
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPException, HTTPMessage
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener

SANDBOX, POST = "sandbox", "PARTNER222"
JSON, LINES, PROBLEM = "application/json", "application/x-ndjson", "application/problem+json"
BATCH = f"readings/batch?campaign={SANDBOX}"
NOBODYS = "AAAAAAAA." + "A" * 32
"""A key of the right form that nobody has."""
TIMEOUT = 30
"""Seconds for one call; a batch may take some."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class Mend(Exception):
    """A check fails: what is to be mended, as an Indonesian sentence."""


@dataclass(frozen=True)
class Answer:
    """What the portal answered."""

    status: int
    headers: HTTPMessage
    body: bytes

    def json(self) -> Any:
        """The body, which must be JSON."""
        try:
            return json.loads(self.body)
        except ValueError as error:
            raise Mend(f"jawaban {self.status} bukan JSON; ada perantara di jalan ke portal?") from error

    def document(self) -> dict[str, Any]:
        """The object that a 200 brings."""
        expect(self.status == 200, f"jawabannya {self.status}, bukan 200: {said(self)}")
        return mapping(self.json())


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        return None


@dataclass
class Portal:
    """Calls below `/api/v1/` with one key; `moment` is never the same twice."""

    url: str
    key: str
    standings: str = ""
    scopes: set[str] = field(default_factory=set)
    _moment: datetime = field(default_factory=lambda: datetime.now(UTC))

    def call(self, path: str, body: bytes | None = None, *, key: str | None = None, **headers: str) -> Answer:
        """GET, or POST with a body; `key=""` sends none. Header names with _ for -."""
        key = self.key if key is None else key
        known = {name.replace("_", "-"): value for name, value in headers.items()}
        if body is not None:
            known.setdefault("Content-Type", JSON)
        if key:
            known["Authorization"] = f"Bearer {key}"
        address = path if "://" in path else f"{self.url}/api/v1/{path}"
        request = Request(address, body, known)  # noqa: S310 the scheme was looked at
        try:
            with build_opener(_NoRedirect).open(request, timeout=TIMEOUT) as response:
                return Answer(response.status, response.headers, response.read())
        except HTTPError as error:
            with error:
                return Answer(error.code, error.headers, error.read())

    def row(self, **more: Any) -> dict[str, Any]:
        """A reading of a moment that no other row has."""
        self._moment -= timedelta(seconds=1)
        return {"post": POST, "taken_at": self._moment.isoformat(), "views": 10, "likes": 1} | more


def expect(is_right: bool, sentence: str) -> None:
    if not is_right:
        raise Mend(sentence)


def mapping(value: Any) -> dict[str, Any]:
    expect(isinstance(value, dict), "jawabannya bukan objek JSON")
    return dict(value)


def said(answer: Answer) -> str:
    """The sentence of an error, or the beginning of whatever came."""
    try:
        return str(json.loads(answer.body)["detail"])
    except (ValueError, TypeError, LookupError):
        return answer.body[:80].decode(errors="replace") or "tanpa isi"


def problem(answer: Answer, status: int, code: str = "") -> dict[str, Any]:
    """The error, which must be a whole problem document."""
    expect(answer.status == status, f"jawabannya {answer.status}, bukan {status}: {said(answer)}")
    media = (answer.headers.get("Content-Type") or "").partition(";")[0]
    expect(media == PROBLEM, f"galat dikirim sebagai {media or 'jenis tak dikenal'}, bukan {PROBLEM}")
    document = mapping(answer.json())
    lacking = [
        name for name in ("type", "title", "status", "code", "detail", "request_id") if not document.get(name)
    ]
    expect(not lacking, f"galat tanpa {', '.join(lacking)}")
    expect(document["status"] == status, f"galat menyebut status {document['status']}, bukan {status}")
    expect(not code or document["code"] == code, f"kode galatnya {document['code']}, bukan {code}")
    return document


def sent(portal: Portal, value: Any, **headers: str) -> dict[str, Any]:
    """What became of the batch `value`; with the header of a replay under "replayed"."""
    answer = portal.call(BATCH, json.dumps(value).encode(), **headers)
    return answer.document() | {"replayed": answer.headers.get("Idempotency-Replayed") == "true"}


def counted(result: Mapping[str, Any], *, stored: int, unchanged: int = 0, refused: int = 0) -> None:
    """The numbers of a batch as they must be."""
    found = (result.get("stored"), result.get("unchanged"), len(result.get("refused") or []))
    names = "tersimpan, tetap, ditolak"
    expect(
        found == (stored, unchanged, refused),
        f"{names}: {found}, seharusnya {(stored, unchanged, refused)}; {result.get('refused')}",
    )


def signs_in(portal: Portal) -> None:
    problem(portal.call("jobs/", key=""), 401, "key_missing")
    problem(portal.call("jobs/", key=NOBODYS), 401, "key_invalid")
    answer = portal.call("jobs/")
    expect(answer.status != 401, f"kunci tidak diterima: {said(answer)}")
    expect(answer.status != 403, f"kunci tidak berlaku dari alamat ini: {said(answer)}")
    answer.document()


def finds_its_scopes(portal: Portal) -> None:
    """Which scopes the key has; what it has not must be refused in the right words."""
    probes: list[tuple[str, str, bytes | None]] = [
        ("campaigns:read", f"campaigns/{SANDBOX}/", None),
        ("standings:read", "tallies/", None),
        ("posts:read", "posts/?page_size=1", None),
        ("readings:write", BATCH, b"[]"),
    ]
    for scope, path, body in probes:
        answer = portal.call(path, body)
        if answer.status == 403:
            problem(answer, 403, "scope_missing")
        else:
            portal.scopes.add(scope)
    expect(bool(portal.scopes), "kunci tidak membuka apa pun; minta cakupan kepada pengelola portal")


def finds_the_sandbox(portal: Portal) -> None:
    answer = portal.call(f"campaigns/{SANDBOX}/")
    expect(answer.status != 404, "kotak pasir belum ada; minta pengelola menjalankan manage.py keep_sandbox")
    campaign = answer.document()
    expect(campaign.get("is_sandbox") is True, f"kampanye {SANDBOX} bukan kotak pasir")


def reads_a_list(portal: Portal) -> None:
    seen: list[str] = []
    path: str | None = "agencies/?page_size=2&fields=code"
    for _ in range(3):
        page = portal.call(path or "").document()
        results = page.get("results")
        expect(isinstance(results, list), "halaman daftar tanpa results")
        seen += [str(mapping(row).get("code")) for row in results or []]
        expect(all(set(row) == {"code"} for row in results or []), "fields=code memuat bidang lain")
        path = page.get("next")
        if path is None:
            break
        same = urlsplit(path)[:2] == urlsplit(portal.url)[:2]
        expect(same, f"next menunjuk ke {path}, bukan ke {portal.url}; periksa perantara atau alamat portal")
    expect(len(seen) == len(set(seen)) and seen == sorted(seen), "halaman daftar mengulang atau melompat")


def asks_again_with_an_etag(portal: Portal) -> None:
    first = portal.call(f"campaigns/{SANDBOX}/")
    etag = first.headers.get("ETag")
    expect(bool(etag), "jawaban tanpa ETag; ada perantara yang membuangnya?")
    again = portal.call(f"campaigns/{SANDBOX}/", If_None_Match=str(etag))
    expect(again.status == 304, f"If-None-Match dijawab {again.status}, bukan 304")
    expect(not again.body, "jawaban 304 memuat isi")


def pushes_good_and_bad_rows(portal: Portal) -> None:
    rows = [portal.row(), portal.row(post="TAKADA2222"), portal.row(), portal.row(likes=-1)]
    result = sent(portal, {"campaign": SANDBOX, "rows": rows})
    counted(result, stored=2, refused=2)
    refused = [mapping(row) for row in result["refused"]]
    expect([row.get("index") for row in refused] == [1, 3], "baris yang ditolak tidak disebut tempatnya")
    expect(refused[0].get("code") == "post_unknown", f"kodenya {refused[0].get('code')}, bukan post_unknown")
    expect(all(row.get("sentence") for row in refused), "baris ditolak tanpa kalimat")


def repeats_without_harm(portal: Portal) -> None:
    rows = [portal.row(), portal.row()]
    counted(sent(portal, rows), stored=2)
    counted(sent(portal, rows), stored=0, unchanged=2)


def replays(portal: Portal) -> None:
    name, rows = str(uuid.uuid4()), [portal.row()]
    first = sent(portal, rows, Idempotency_Key=name)
    again = sent(portal, rows, Idempotency_Key=name)
    expect(not first["replayed"], "jawaban pertama ditandai sebagai ulangan")
    expect(again["replayed"], "ulangan tanpa Idempotency-Replayed: true; header dibuang di jalan?")
    expect(first | {"replayed": True} == again, "ulangan mendapat jawaban lain")
    other = json.dumps([portal.row()]).encode()
    problem(portal.call(BATCH, other, Idempotency_Key=name), 422, "idempotency_key_reused")


def packs(portal: Portal) -> None:
    body = gzip.compress(json.dumps([portal.row()]).encode())
    counted(portal.call(BATCH, body, Content_Encoding="gzip").document(), stored=1)
    problem(portal.call(BATCH, body[:-9], Content_Encoding="gzip"), 400)


def writes_lines(portal: Portal) -> None:
    body = b"".join(json.dumps(portal.row()).encode() + b"\n" for _ in range(3))
    counted(portal.call(BATCH, body, Content_Type=LINES).document(), stored=3)


def takes_all_or_nothing(portal: Portal) -> None:
    good = portal.row()
    body = json.dumps([good, portal.row(post="TAKADA2222")]).encode()
    document = problem(portal.call(f"{BATCH}&atomic=true", body), 422, "batch_refused")
    expect([row["index"] for row in document.get("refused", [])] == [1], "batch_refused tanpa baris ditolak")
    counted(sent(portal, [good]), stored=1)


def says_no_in_problems(portal: Portal) -> None:
    problem(portal.call("tidak-ada/"), 404, "not_found")
    problem(portal.call(BATCH, b"[", Content_Type=JSON), 400)
    problem(portal.call(BATCH, b"<a/>", Content_Type="text/xml"), 415)
    problem(portal.call(BATCH, b'{"rows": [], "salah": 1}'), 422, "field_unknown")


def tells_the_rate(portal: Portal) -> None:
    left = []
    for _ in range(2):
        answer = portal.call("jobs/")
        policy, rate = answer.headers.get("RateLimit-Policy"), answer.headers.get("RateLimit")
        expect(bool(policy and rate), "jawaban tanpa RateLimit dan RateLimit-Policy; dibuang di jalan?")
        parts = dict(part.strip().partition("=")[::2] for part in str(rate).split(";")[1:])
        expect({"r", "t"} <= parts.keys(), f"RateLimit tidak terbaca: {rate}")
        left.append((int(parts["r"]), int(parts["t"])))
    (before, wait), (after, later) = left
    expect(after < before or later > wait, f"sisa panggilan tidak berkurang: {before}, lalu {after}")


def reads_standings(portal: Portal) -> None:
    problem(portal.call("standings/"), 400)
    page = portal.call("tallies/?page_size=1").document()
    expect(isinstance(page.get("results"), list), "daftar penghitungan tanpa results")
    campaign, _, category = portal.standings.partition("/")
    if not campaign:
        return
    document = portal.call(f"standings/?campaign={campaign}&category={category}").document()
    states = ("waiting", "provisional", "being_decided", "final")
    expect(document.get("state") in states, f"keadaan peringkat {document.get('state')} tidak dikenal")
    rows = [mapping(row) for row in document.get("standings") or []]
    expect([row.get("position") for row in rows] == list(range(1, len(rows) + 1)), "urutan tampil terputus")
    expect(all(isinstance(row.get("total"), int | float) for row in rows), "nilai bukan angka JSON")


CHECKS: list[tuple[str, str, Callable[[Portal], None]]] = [
    ("masuk dengan kunci", "", signs_in),
    ("cakupan kunci", "", finds_its_scopes),
    ("kotak pasir", "campaigns:read", finds_the_sandbox),
    ("daftar berhalaman dan fields", "campaigns:read", reads_a_list),
    ("ETag dan 304", "campaigns:read", asks_again_with_an_etag),
    ("baris baik dan buruk", "readings:write", pushes_good_and_bad_rows),
    ("kiriman ulang", "readings:write", repeats_without_harm),
    ("Idempotency-Key", "readings:write", replays),
    ("gzip", "readings:write", packs),
    ("NDJSON", "readings:write", writes_lines),
    ("atomic", "readings:write", takes_all_or_nothing),
    ("galat problem+json", "readings:write", says_no_in_problems),
    ("batas panggilan", "", tells_the_rate),
    ("peringkat", "standings:read", reads_standings),
]
"""Name, the scope it needs, and the check itself, in the order in which they build on each other."""


def run(portal: Portal) -> Iterator[tuple[str, str, str]]:
    """(verdict, name, sentence) of each check; OSError when the portal cannot be reached at all."""
    for number, (name, scope, check) in enumerate(CHECKS):
        if scope and scope not in portal.scopes:
            yield "LEWAT", name, f"kunci tidak mencakup {scope}; minta bila Anda memerlukannya"
            continue
        try:
            check(portal)
        except Mend as fault:
            yield "GAGAL", name, str(fault)
        except (LookupError, TypeError, ValueError) as fault:
            yield "GAGAL", name, f"bentuk jawabannya tidak seperti dalam docs/api.md: {fault!r}"
        except (OSError, HTTPException) as fault:
            if number == 0:
                raise OSError(fault) from fault
            yield "GAGAL", name, f"sambungan terputus: {fault}"
        else:
            yield "LULUS", name, ""


def main(arguments: list[str]) -> int:
    """Run the checks that the command line asks for and print them; returns the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--portal", required=True, help="alamat portal, misalnya https://portal.example")
    parser.add_argument("--key", required=True, help="kunci mitra")
    parser.add_argument("--standings", default="", help="peringkat yang dibaca, KAMPANYE/KATEGORI")
    asked = parser.parse_args(arguments)
    address = urlsplit(asked.portal)
    if address.scheme != "https" and not (address.scheme == "http" and address.hostname in LOOPBACK):
        print("Alamat portal dimulai dengan https://. Kunci tidak dikirim tanpa penyandian.", file=sys.stderr)
        return 2
    failed = 0
    try:
        for verdict, name, sentence in run(Portal(asked.portal.rstrip("/"), asked.key, asked.standings)):
            failed += verdict == "GAGAL"
            print(f"{verdict}  {name}" + (f": {sentence}" if sentence else ""))
    except OSError as error:
        print(f"Portal tidak dapat dihubungi: {error}", file=sys.stderr)
        return 2
    print(f"{failed} pemeriksaan gagal" if failed else "Semua yang diperiksa sesuai")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
