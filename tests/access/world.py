"""One small world for the whole permission table: the cast, and things in every state that rows ask about."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from agencies import audit
from agencies.actions import invitations, sessions
from agencies.actions.invitations import Offer
from agencies.models import Agency, Certificate, Partner, PartnerKey, SocialAccount, User
from agencies.platforms import Platform
from awards.actions import certificate_sheets, jury, rankings, rounds
from awards.models import Award, AwardRound, Minutes
from campaigns import measurements
from campaigns.actions import imports, post_imports, readings, sources
from campaigns.flags import Flag
from campaigns.models import (
    Appeal,
    Campaign,
    DisputeEvidence,
    FocusArea,
    Grade,
    KpiFigure,
    KpiTarget,
    Meeting,
    Post,
    Receipt,
    TallyRun,
)
from campaigns.paste_forms import drafts_data
from campaigns.readings import ReadingRow
from campaigns.states import PostState
from summitcomms.jobs.actions import enqueue
from summitcomms.jobs.models import Job, JobState
from summitcomms.lib.codes import random_code
from tests import builders
from tests.awards import results
from tests.awards.results import typed
from tests.builders import NOW

SCOPES = tuple(PartnerKey.ScopeCode)
PICTURE = builders.picture()


@dataclass(frozen=True, slots=True)
class Thing:
    """What a row asks about: the arguments of its address, its query, and what a POST to it sends."""

    args: tuple[Any, ...] = ()
    query: dict[str, str] = field(default_factory=dict)
    body: dict[str, Any] = field(default_factory=dict)
    file: str = ""
    picture: str = ""
    """The field in which a picture is sent."""

    def sent(self) -> dict[str, Any]:
        """The body of one request: a file is read once, so each request gets its own."""
        files: dict[str, Any] = {}
        if self.file:
            files["file"] = SimpleUploadedFile("hasil-ukur.csv", self.file.encode())
        if self.picture:
            files[self.picture] = SimpleUploadedFile("surat.png", PICTURE)
        return self.body | files


class World:
    """`people` by column of the table, `keys` of partners, `things` by the names that rows use."""

    def __init__(self) -> None:
        self.sultra = builders.agency("D-74", "Diskominfo Sulawesi Tenggara")
        self.kendari = builders.agency("D-74.71", "Diskominfo Kota Kendari")
        self.mimika = builders.agency("D-94.04", "Diskominfo Kabupaten Mimika", timezone="Asia/Jayapura")
        for agency in (self.sultra, self.kendari, self.mimika):
            builders.account(agency, Platform.X, _handle(agency))
        self.people: dict[str, User | None] = {
            "anonymous": None,
            "outsider": builders.user(),
            "pusat_admin": builders.user(role="administrator"),
            "pusat_editor": builders.user(role="editor"),
            "verifier": builders.user(role="verifier"),
            "committee": builders.user(role="committee"),
            "analyst": builders.user(role="analyst"),
            "observer": builders.user(role="observer"),
            "coordinator_sultra": builders.user(role="coordinator", agency=self.sultra),
            "lead_sultra": builders.user(role="lead", agency=self.sultra),
            "officer_sultra": builders.user(role="officer", agency=self.sultra),
            "reader_sultra": builders.user(role="reader", agency=self.sultra),
            "officer_mimika": builders.user(role="officer", agency=self.mimika),
        }
        self.second_committee = builders.user(role="committee")
        self.second_analyst = builders.user(role="analyst")
        self.unproven = builders.user(role="verifier")
        Authenticator.objects.filter(user=self.unproven).delete()
        kinds = ((), *((scope,) for scope in SCOPES), SCOPES)
        self.keys = {scopes: _key(scopes, self.sultra) for scopes in kinds}
        self.campaign = builders.campaign()
        self.things = (
            self._pages()
            | self._memberships()
            | self._partners()
            | self._accounts()
            | self._materials()
            | self._posts()
            | self._verifying()
            | self._objections()
            | self._rounds()
            | self._jobs()
            | self._api()
        )
        self.things |= self._admin()

    def person(self, name: str) -> User:
        """Somebody of the cast who is signed in."""
        person = self.people[name]
        assert person is not None
        return person

    def _pages(self) -> dict[str, Thing]:
        agencies = {"sultra": self.sultra, "kendari": self.kendari, "mimika": self.mimika}
        of_agency = {
            f"{page}.{name}": Thing(query={"instansi": agency.slug})
            for name, agency in agencies.items()
            for page in ("home", "list")
        }
        of_agency |= {f"people.{name}": Thing(query={"instansi": one.code}) for name, one in agencies.items()}
        return of_agency | {
            "-": Thing(),
            "language": Thing(body={"language": "en", "next": "/metodologi/"}),
            "agency.sultra": Thing((self.sultra.slug,)),
            "agency-rows": Thing(body={"rows": f"kode;nama\n{self.sultra.code};Dinas Kominfo Anoa"}),
            "tone": Thing(
                body={
                    "campaign": self.campaign.code,
                    "source": "Pemantauan",
                    "as_of": f"{self.campaign.starts_at:%Y-%m-%d}",
                    "rows": f"kode;persen positif;pengamatan\n{self.sultra.code};90 %;100",
                }
            ),
            "campaign": Thing(body={"campaign": self.campaign.code}),
            "reset-key": Thing(("1", "set-password")),
            "passkey": Thing((_passkey(),), body={"name": "Ponsel"}),
            "profile": Thing(body={"full_name": "Nama Baru", "language": "id", "timezone": ""}),
            "session.lead": Thing((_place(self.person("lead_sultra")),)),
        }

    def _memberships(self) -> dict[str, Thing]:
        """Roles to change or end, and invitations: of each agency, and of the centre."""
        by = self.person("pusat_admin")
        held = {
            "sultra": self.person("reader_sultra"),
            "kendari": builders.user(role="officer", agency=self.kendari),
            "mimika": builders.user(role="reader", agency=self.mimika),
            "coordinator": self.person("coordinator_sultra"),
            "centre": self.second_analyst,
        }
        offers = {
            "sultra": Offer("satu@contoh.go.id", "officer", self.sultra),
            "kendari": Offer("dua@contoh.go.id", "officer", self.kendari),
            "mimika": Offer("tiga@contoh.go.id", "officer", self.mimika),
            "centre": Offer("empat@contoh.go.id", "observer"),
        }
        invited = {name: invitations.invite(by=by, offer=offer, at=NOW) for name, offer in offers.items()}
        account = {"full_name": "Satu", "email": "satu@contoh.go.id"}
        new = {"email": "baru@contoh.go.id", "full_name": "", "reason": ""}
        return {
            f"member.{name}": Thing(
                (user.memberships.get().public_id,),
                body={"role": "observer" if name == "centre" else "lead", "successor": ""},
            )
            for name, user in held.items()
        } | {
            "person.left": Thing(
                (builders.user(full_name="Gita Mantan").public_id,),
                body={"reason": "Pindah tugas", "understood": "on"},
            ),
            "person.inactive": Thing((builders.user(is_active=False).public_id,)),
            **{f"invitation.{name}": Thing((one.invitation.public_id,)) for name, one in invited.items()},
            "invitation-link": Thing((invited["sultra"].link.rstrip("/").rpartition("/")[2],), body=account),
            "invite.officer": Thing(body=new | {"role": "officer", "agency": self.sultra.code}),
            "invite.verifier": Thing(body=new | {"role": "verifier", "agency": ""}),
            "invite-list": Thing(body={"rows": f"lima@contoh.go.id;Lima;officer;{self.sultra.code}"}),
        }

    def _partners(self) -> dict[str, Thing]:
        """A partner with a key, a link to its page, and an endpoint that was told something."""
        partner, key = builders.partner("sistem-mitra", ("posts:read", "standings:read"))
        endpoint = builders.webhook(partner)
        told = builders.delivery(endpoint)
        code, prefix, hook = partner.code, key.partition(".")[0], endpoint.public_id
        partner.links.create(
            sha256=hashlib.sha256(b"tautan-mitra").hexdigest(),
            sent_at=NOW,
            expires_at=NOW + timedelta(days=7),
        )
        new = {"url": "https://mitra.co.id/baru", "events": ["post.verified"]}
        return {
            "partner": Thing((code,)),
            "partner.new": Thing(body={"code": "baru", "name": "Baru", "contact_email": "a@contoh.id"}),
            "partner.edit": Thing(
                (code,), body={"name": "Lain", "contact_email": "b@contoh.id", "reason": "Uji"}
            ),
            "partner.key-new": Thing((code,), body={"scopes": ["posts:read"]}),
            "partner.key": Thing((code, prefix), body={"rotate-overlap": "1", "revoke-reason": "Uji"}),
            "partner.link": Thing(("tautan-mitra",)),
            "partner.hook-new": Thing((code,), body=new),
            "partner.hook": Thing((code, hook), body={"events": ["post.returned"]}),
            "partner.ping": Thing((code, hook, "ping")),
            "partner.replay": Thing((code, hook, told.public_id)),
            "own.hook-new": Thing(body=new),
            "own.hook": Thing((hook,), body={"events": ["post.returned"]}),
            "own.ping": Thing((hook, "ping")),
            "own.replay": Thing((hook, told.public_id)),
        }

    def _accounts(self) -> dict[str, Thing]:
        """A verified account, a proposed one and a filed proof of each agency, and a new one to propose."""
        things: dict[str, Thing] = {}
        for name in ("sultra", "kendari", "mimika"):
            agency: Agency = getattr(self, name)
            verified = agency.accounts.get()
            proposed = builders.account(agency, Platform.TIKTOK, _handle(agency), state="proposed")
            proof = verified.proofs.create(
                kind="letter",
                image=f"akun/{name}.jpg",
                sha256="0" * 64,
                added_by=self.person("officer_sultra"),
                added_at=NOW,
            )
            things |= {
                f"account.{name}": _registered(verified),
                f"proposed.{name}": _registered(proposed),
                f"proof.{name}": Thing((verified.public_id, proof.public_id)),
            }
        new = {"agency": self.sultra.code, "profile": "kominfo_anoa", "platform": "instagram"}
        return things | {"propose.sultra": Thing(body=new)}

    def _materials(self) -> dict[str, Thing]:
        """A piece in every standing, and a new one to draft; what is sent serves every verb."""
        made = {
            "out": builders.material(self.campaign),
            "internal": builders.material(self.campaign, is_public=False),
            "scheduled": builders.material(self.campaign, published_at=NOW + timedelta(days=1)),
            "draft": builders.material(self.campaign, published_at=None),
            "withdrawn": builders.material(self.campaign, withdrawn_at=NOW, withdrawn_reason="Angka salah."),
        }
        new = {"kind": "video", "title": "Video", "caption": "Kawasan yang damai. #ASEAN2023"}
        sent = new | {"embargo": "", "reason": "Angka salah."}
        return {"new-material": Thing(body=new)} | {
            f"material.{name}": Thing((one.public_id,), body=sent | {"seen": one.version})
            for name, one in made.items()
        }

    def _posts(self) -> dict[str, Thing]:
        things: dict[str, Thing] = {}
        verifier = self.person("verifier")
        decided: dict[str, Any] = {
            "decision": PostState.VERIFIED,
            "decided_at": NOW - timedelta(seconds=5),
            "decided_by_kind": "person",
            "decided_by_rule": "",
            "decided_by": verifier,
        }
        claimed: dict[str, Any] = {"claimed_by": verifier, "claimed_until": NOW + timedelta(minutes=5)}
        writers = {
            "sultra": self.person("officer_sultra"),
            "kendari": self.person("lead_sultra"),
            "mimika": self.person("officer_mimika"),
        }
        for name, writer in writers.items():
            agency: Agency = getattr(self, name)
            same: dict[str, Any] = {"agency": agency, "campaign": self.campaign, "submitted_by": writer}
            pictured = builders.post(**same)
            shot = pictured.evidence.create(
                image=f"bukti/{name}.jpg",
                thumbnail=f"bukti/{name}-kecil.jpg",
                sha256="0" * 64,
                dhash=1,
                added_by=writer,
                added_at=NOW,
            )
            things |= {
                f"picture.{name}": Thing((pictured.code,), picture="picture"),
                f"evidence.{name}": Thing((pictured.code, shot.public_id)),
                f"waiting.{name}": _about(builders.post(**same)),
                f"claimed.{name}": _about(builders.post(**same, **claimed)),
                f"returned.{name}": _about(builders.post(**same, state=PostState.RETURNED)),
                f"verified.{name}": _about(builders.post(**same, state=PostState.VERIFIED, **decided)),
                f"report.{name}": Thing(body=_report(agency)),
                **_measured(name, builders.post(**same, state=PostState.VERIFIED), writer),
                f"receipt.{name}": Thing((_receipt(agency, self.campaign, writer).code,)),
            }
        reports = [_report(self.sultra) for _ in range(2)]
        return things | {
            "paste.sultra": Thing(body={"text": "\n".join(report["url"] for report in reports)}),
            "drafts.sultra": Thing(body=drafts_data(reports)),
        }

    def _verifying(self) -> dict[str, Thing]:
        """Samples to check, and the same things in a campaign that lets provinces verify; many at once."""
        let = builders.campaign("ktt-provinsi", state=Campaign.State.CLOSED, provinces_verify=True)
        agencies = {"sultra": self.sultra, "kendari": self.kendari, "mimika": self.mimika}
        things: dict[str, Thing] = {}
        for name, agency in agencies.items():
            things |= {
                f"let.{name}": _about(builders.post(agency, let)),
                f"sample.{name}": _about(
                    builders.post(agency, self.campaign, state=PostState.VERIFIED, is_sampled=True)
                ),
                f"let-sample.{name}": _about(
                    builders.post(agency, let, state=PostState.VERIFIED, is_sampled=True)
                ),
            }
        many = [builders.post(self.kendari, let) for _ in range(2)]
        ticked = [f"{post.code}@{post.submitted_at.isoformat()}" for post in many]
        return things | {
            "many.kendari": Thing(body={"posts": ticked, "putusan": "verified"}),
            "many-undone": Thing(body={"decided_at": (NOW - timedelta(seconds=5)).isoformat()}),
        }

    def _objections(self) -> dict[str, Thing]:
        """A rejected post to appeal against, an open appeal, and a dispute with Mimika, of each agency."""
        things: dict[str, Thing] = {}
        decision = {"outcome": "denied", "note": "Tidak cukup alasan."}
        for name in ("sultra", "kendari"):
            rejected = builders.post(
                getattr(self, name), self.campaign, state=PostState.REJECTED, decided_at=NOW
            )
            appealed = builders.post(getattr(self, name), self.campaign, state=PostState.REJECTED)
            filed: dict[str, Any] = {"filed_by": appealed.submitted_by, "filed_at": NOW}
            appeal = Appeal.objects.create(post=appealed, grounds="Keliru.", **filed)
            held = builders.post(getattr(self, name), self.campaign)
            dispute = builders.dispute(held, self.mimika, **filed)
            DisputeEvidence.objects.create(
                dispute=dispute,
                image=f"bukti/sengketa-{name}.jpg",
                thumbnail=f"bukti/sengketa-{name}-kecil.jpg",
                sha256="1" * 64,
                dhash=1,
                added_by=appealed.submitted_by,
                added_at=NOW,
            )
            things |= {
                f"rejected.{name}": Thing((rejected.code,), body={"grounds": "Putusan ini keliru."}),
                f"appeal.{name}": Thing((appeal.public_id,), body=decision),
                f"dispute.{name}": Thing((dispute.public_id,), body=decision),
            }
        return things | self._flags()

    def _flags(self) -> dict[str, Thing]:
        """A doubt that waits, one to which the agency may object, and one to which it has."""
        things: dict[str, Thing] = {}
        upheld: dict[str, Any] = {"outcome": "upheld", "decided_by": self.person("pusat_admin")}
        for name in ("sultra", "kendari"):
            post = builders.post(getattr(self, name), self.campaign, state=PostState.VERIFIED)
            objection = {"grounds": "Keliru.", "objected_by": post.submitted_by, "objected_at": NOW}
            waiting = builders.flag(post, Flag.BURST)
            held = builders.flag(post, Flag.DROP, **upheld)
            objected = builders.flag(post, Flag.RATIO, **upheld | objection)
            things |= {
                f"flag.{name}": Thing((waiting.public_id,), body={"verb": "dismiss", "text": ""}),
                f"upheld.{name}": Thing((held.public_id,), body={"verb": "object", "text": "Keliru."}),
                f"objected.{name}": Thing((objected.public_id,), body={"verb": "deny", "text": "Tetap."}),
            }
        return things

    def _rounds(self) -> dict[str, Thing]:
        """A round in each state, each of a campaign of its own, since a campaign has one round at a time."""
        committee, second = self.person("committee"), self.second_committee
        counted = {self.sultra: [3, 2, 1]}

        def campaign(code: str) -> Campaign:
            return builders.campaign(f"ktt-{code}", state=Campaign.State.CLOSED)

        def frozen(code: str, by: User) -> AwardRound:
            return results.frozen_round(campaign(code), counted, by=by)

        draft = rounds.create(
            campaign=campaign("rancangan"),
            name="Rancangan",
            recipe=results.recipe(),
            by=audit.SYSTEM,
            at=NOW,
        )
        opened = results.open_round(self.campaign)
        rankings.compute(tally=results.tally(self.campaign, counted), by=audit.SYSTEM, at=NOW)
        published, awarded = frozen("terbit", second), frozen("selesai", second)
        for made in (published, awarded):
            rounds.publish(round_id=made.public_id, by=committee, at=NOW)
        rounds.award(round_id=awarded.public_id, by=committee, at=NOW)
        made_rounds = {
            "round.draft": draft,
            "round.open": opened,
            "round.frozen": frozen("beku", second),
            "round.own": frozen("beku-sendiri", committee),
            "round.published": published,
            "round.awarded": awarded,
        }
        reason = {"reason": "Satu unggahan terhitung dua kali."}
        new = {"campaign": campaign("baru").code, "name": "Baru", "recipe": results.recipe().pk}
        return {
            name: Thing((award_round.public_id,), body=reason) for name, award_round in made_rounds.items()
        } | {
            "new-round": Thing(body=new),
            **self._set_up(draft, opened, made_rounds["round.frozen"]),
            **self._juries(campaign, opened),
            **self._documents(published, awarded, made_rounds["round.frozen"]),
            "certificate": Thing((Certificate.objects.get().code,), body=reason),
        }

    def _juries(self, campaign: Callable[[str], Campaign], opened: AwardRound) -> dict[str, Thing]:
        """A round that the outsider judges, one that has been judged by two, and posts to nominate."""
        committee = self.person("committee")
        judging, scored = (
            results.judging_round(campaign(code), {self.sultra: [3, 2, 1]}, position=3)
            for code in ("dinilai", "ternilai")
        )
        named = [(judging, self.person("outsider"))]
        named += [(scored, self.second_analyst), (scored, self.second_committee)]
        for award_round, person in named:
            jury.name(round_id=award_round.public_id, juror=person, by=committee, at=NOW)
        category = scored.categories.get(position=3)
        for _scored, person in named[1:]:
            jury.score(
                round_id=scored.public_id,
                category=category,
                agency=self.sultra,
                points=results.points(70),
                by=person,
                at=NOW,
            )
        content = results.content_category(opened, jury_percent=0)
        nominated = {"category": content.code, "note": "Paling banyak dibagikan."}
        finalist = (judging.public_id, category.code, self.sultra.code)
        return {
            "round.judging": Thing((judging.public_id,), body={"email": self.second_analyst.email}),
            "round.scored": Thing((scored.public_id,)),
            "juror": Thing(
                (scored.public_id, self.second_analyst.public_id),
                body={f"{self.second_analyst.public_id}-reason": "Alamat surelnya tertukar."},
            ),
            "finalist.sultra": Thing(finalist, body=results.points(60) | {"reason": "Keluarga di sana."}),
            **{
                f"nominate.{name}": Thing(
                    (builders.post(agency, self.campaign, state=PostState.VERIFIED).code,), body=nominated
                )
                for name, agency in (("sultra", self.sultra), ("mimika", self.mimika))
            },
        }

    def _documents(self, published: AwardRound, awarded: AwardRound, frozen: AwardRound) -> dict[str, Thing]:
        """The heads of results, and documents whose files the test of the table keeps."""
        committee = self.person("committee")
        self.minutes = Minutes.objects.create(
            round=published, number="1", file="berita-acara/uji.pdf", made_by="Uji", made_at=NOW
        )
        self.sheets = certificate_sheets.request(round_id=awarded.public_id, by=committee, at=NOW)
        Job.objects.filter(pk=self.sheets.pk).update(state=JobState.DONE, finished_at=NOW)
        return {
            f"head.{name}": Thing((made.frozen_ranking.head,))
            for name, made in (("published", published), ("frozen", frozen))
            if made.frozen_ranking
        }

    def _set_up(self, draft: AwardRound, opened: AwardRound, frozen: AwardRound) -> dict[str, Thing]:
        """What the committee chooses for a round: its recipe, its categories, and who is left out."""
        places = {"lembaga-places": 2, "lembaga-jury_percent": 0}
        exclusion = {"agency": self.sultra.code, "reason": "Penyelenggara penilaian."}
        opened.exclusions.create(
            agency=self.kendari, reason="Panitia.", excluded_by=self.person("committee"), excluded_at=NOW
        )
        return {
            "recipe": Thing((opened.recipe.code, opened.recipe.version), body=typed(preview="1")),
            "offer": Thing((draft.public_id,), body={"categories": ["kota"]}),
            "category": Thing((draft.public_id, "lembaga"), body=places),
            "category.open": Thing((opened.public_id, "lembaga"), body=places),
            "exclusion": Thing((opened.public_id,), body=exclusion),
            "exclusion.frozen": Thing((frozen.public_id,), body=exclusion),
            "excluded": Thing((opened.public_id, self.kendari.code)),
        }

    def _jobs(self) -> dict[str, Thing]:
        builders.source()
        asked = {"campaign": self.campaign.code, "source": "mitra-uji", "zone": "Asia/Jakarta"}
        analyst, colleague = self.person("analyst"), self.second_analyst
        return {
            "tally.analyst": _job("tally.run", analyst),
            "import.analyst": _job(imports.KIND, analyst),
            "import.colleague": _job(imports.KIND, colleague),
            "post-import.officer": _job(post_imports.KIND, self.person("officer_sultra")),
            "post-rows": Thing(
                body={"zone": "Asia/Jakarta"},
                file="tautan,takarir\nhttps://www.instagram.com/p/CwAAAAAAAAA/,\n",
            ),
            "readings-file": Thing(body=asked, file="tautan,diukur,suka\nhttps://x.com/a/status/1,,1\n"),
        }

    def _api(self) -> dict[str, Thing]:
        reading = {"post": Post.objects.all()[0].url, "taken_at": NOW.isoformat(), "likes": 1}
        report = {"url": builders.link(Platform.X, NOW - timedelta(hours=2), _handle(self.sultra))}
        followers = {"account": f"x:{_handle(self.sultra)}", "followers": 58_000}
        monitor = Partner.objects.get(keys__scopes=[PartnerKey.ScopeCode.READINGS_WRITE])
        job = enqueue(kind="tally.run", key="mitra", by_id=monitor.actor_id, by_label=monitor.actor_label)
        return {
            "award": Thing((Award.objects.latest("pk").public_id,)),
            "tally": Thing((TallyRun.objects.filter(campaign=self.campaign).latest("pk").public_id,)),
            "job.monitor": Thing((job.public_id,)),
            "post.measurable": Thing((builders.post(self.mimika, self.campaign).code,)),
            "post.rejected": Thing((builders.post(self.mimika, self.campaign, state="rejected").code,)),
            "followers": Thing(body={"rows": [followers]}),
            "reports": Thing(body={"campaign": self.campaign.code, "rows": [report], "atomic": True}),
            "agency.code": Thing((self.sultra.code,)),
            "campaign.code": Thing((self.campaign.code,)),
            "standings": Thing(query={"campaign": self.campaign.code, "category": "pemerintah-provinsi"}),
            "readings": Thing(body={"campaign": self.campaign.code, "rows": [reading]}),
            "api-nowhere": Thing(("v1/tidak-ada/",)),
        }

    def _admin(self) -> dict[str, Thing]:
        """One row of every model that Django's admin shows."""
        self.sultra.aliases.create(text="Infokom Anoa")
        FocusArea.objects.create(campaign=self.campaign, name="Ekonomi", position=1)
        Meeting.objects.create(campaign=self.campaign, name="Pleno", starts_at=NOW, place="JCC")
        KpiFigure.objects.create(
            campaign=self.campaign,
            definition=builders.kpi_definitions()["hashtag_uses"],
            value=58_000,
            as_of=NOW,
            source="Laporan uji",
        )
        KpiTarget.objects.create(campaign=self.campaign, code="contents", value=1_000, source="Rencana uji")
        things = {
            f"admin.{model._meta.label_lower.replace('.', '_')}": Thing(
                (model._default_manager.latest("pk").pk,)
            )
            for model in admin.site._registry
        }
        partner = ContentType.objects.get_for_model(Partner)
        return things | {
            "app": Thing(("campaigns",)),
            "on-site": Thing((partner.pk, 1)),
            "nowhere": Thing(("tidak/ada",)),
            "autocomplete": Thing(
                query={"app_label": "agencies", "model_name": "agencyalias", "field_name": "agency"}
            ),
        }


def unknown(thing: Thing) -> Thing:
    """The same question about something that does not exist."""
    return Thing(tuple(map(_nobodys, thing.args)), thing.query, thing.body)


def _nobodys(arg: Any) -> Any:
    """Something of the same kind as `arg` that names nothing: a key, an id, a hash, or a word."""
    if isinstance(arg, int):
        return 0
    if isinstance(arg, UUID):
        return uuid4()
    return "0" * 64 if len(str(arg)) == 64 else "tidak-ada"


def signed_in(user: User | None) -> Client:
    """A client of this person, or of nobody."""
    client = Client()
    if user is not None:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def _place(user: User) -> str:
    """The code of a place where this person is signed in."""
    builders.session(user)
    [place] = sessions.places(user=user, session=SessionStore(), at=NOW)
    return place.code


def _handle(agency: Agency) -> str:
    return f"kominfo_{agency.code.lower().replace('-', '').replace('.', '')}"


def _report(agency: Agency) -> dict[str, str]:
    """What an officer of `agency` sends, with a link of its own account."""
    return {
        "url": builders.link(Platform.X, NOW - timedelta(hours=3), _handle(agency)),
        "caption": "Menyambut KTT ASEAN, pusat pertumbuhan kawasan #ASEAN2023",
        "pillar": "pilar-1",
    }


def _receipt(agency: Agency, campaign: Campaign, by: User) -> Receipt:
    """A receipt with one post on it."""
    receipt = Receipt.objects.create(
        code=random_code(), campaign=campaign, agency=agency, filed_by=by, filed_at=NOW
    )
    builders.post(agency, campaign, submitted_by=by, receipt=receipt)
    return receipt


def _about(post: Post) -> Thing:
    """What officers and verifiers send about a post; each form reads what it knows."""
    decision = {"seen": post.submitted_at.isoformat(), "reason": "hashtag_missing", "note": ""}
    return Thing((post.code,), body=_report(post.agency) | decision)


def _measured(name: str, post: Post, writer: User) -> dict[str, Thing]:
    """Numbers that somebody typed for a post from a screenshot, and what a partner measured of it."""
    said = {"likes": "7", "taken_at": "2023-08-29T09:30", "reason": "Salah ketik."}
    things = {f"numbers.{name}": Thing((post.code,), body=said)}
    for kind, source in (("reading", sources.typed(Grade.SCREENSHOT)), ("partner", builders.source())):
        row = ReadingRow(f"{post.platform}:{post.native_id}", NOW - timedelta(hours=1), {"likes": 5})
        came = readings.ingest(by=writer, campaign=post.campaign, source=source, rows=[row], at=NOW)
        stamp = measurements.stamp_of(row.taken_at)
        things[f"{kind}.{name}"] = Thing((post.code, source.code, stamp), body=said)
    shot = post.reading_pictures.create(
        batch=came.batch,
        image=f"bukti/angka-{name}.jpg",
        thumbnail=f"bukti/angka-{name}-kecil.jpg",
        sha256="0" * 64,
        dhash=1,
        added_by=writer,
        added_at=NOW,
    )
    return things | {f"number-picture.{name}": Thing((post.code, shot.public_id))}


def _registered(account: SocialAccount) -> Thing:
    """What officers and the centre send about an account; each form reads what it knows."""
    body = {
        "verify-seen": account.handle,
        "verify-note": "Diperiksa lewat telepon.",
        "refuse-seen": account.handle,
        "refuse-reason": "Bukan akun dinas.",
        "archive-reason": "Tidak dipakai lagi.",
        "rename-profile": f"{account.handle[:12]}_id",
        "count-followers": "58.000",
        "proof-kind": "letter",
    }
    return Thing((account.public_id,), body=body, picture="proof-image")


def _job(kind: str, by: User) -> Thing:
    job = enqueue(kind=kind, key=f"uji:{by.public_id}", by_id=by.actor_id, by_label=by.actor_label)
    return Thing((job.public_id,))


def _passkey() -> int:
    """The key of somebody's passkey; nobody of the cast has one."""
    data = {"name": "Ponsel", "credential": {}}
    kind = Authenticator.Type.WEBAUTHN
    return int(Authenticator.objects.create(user=builders.user(), type=kind, data=data).pk)


def _key(scopes: tuple[str, ...], agency: Agency) -> str:
    """The key of a partner of its own; whoever may report posts is a system of `agency`."""
    code = "-".join(["mitra", *(scope.replace(":", "-") for scope in scopes)])[:40]
    is_system = scopes == (PartnerKey.ScopeCode.POSTS_WRITE,)
    return builders.partner(code, scopes, agency=agency if is_system else None)[1]
