"""The permission table: what every address of the portal answers to everybody who may ask.

One line is one route, one method and one thing asked about (`tests.access.world` makes the things). The
letters stand for people, always in this order and these groups:

    1  anonymous
    2  outsider: signed in, no role
    3  the centre: administrator, editor, verifier, committee, analyst, observer
    4  Sulawesi Tenggara: coordinator of the province, lead, officer, reader
    5  the other agency: officer of Kabupaten Mimika

    +  let in                                        F  403: the role does not include it
    ?  let in, but a rule refuses what was sent: 422 H  404: not in sight, or no such thing
    L  sent to sign in                               M  405: not by this method
    P  sent to prove once more who is there          U  401: the API does not know who asks

What need not be written: a method without a line is M (or L) for everybody; a thing that does not exist is H
for whoever is not refused anyway; a person of the centre without a second factor is sent to its set-up
wherever an anonymous one is sent to sign in; the key of a partner opens no page.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

PUBLIC = """
healthz                                 GET   -                 + + ++++++ ++++ +
readyz                                  GET   -                 + + ++++++ ++++ +
reports:front                           GET   -                 + + ++++++ ++++ +
reports:agency-detail                   GET   agency.sultra     + + ++++++ ++++ +
agencies:agency-list                    GET   -                 + + ++++++ ++++ +
agencies:agency-export                  GET   -                 + + ++++++ ++++ +
reports:methodology                     GET   -                 + + ++++++ ++++ +
reports:style-guide                     GET   -                 + + ++++++ ++++ +
awards:standing-list                    GET   -                 + + ++++++ ++++ +
reports:ranking-proof                   GET   round.published   + + ++++++ ++++ +
reports:ranking-proof                   GET   round.awarded     + + ++++++ ++++ +
reports:ranking-proof                   GET   round.frozen      H H HHHHHH HHHH H
set-language                            POST  language          + + ++++++ ++++ +
campaigns:material-list                 GET   -                 + + ++++++ ++++ +
campaigns:material-detail               GET   material.out      + + ++++++ ++++ +
agencies:certificate-form               GET   -                 + + ++++++ ++++ +
agencies:certificate-check              GET   certificate       + + ++++++ ++++ +
agencies:certificate-image              GET   certificate       + + ++++++ ++++ +
agencies:certificate-document           GET   certificate       + + ++++++ ++++ +
awards:result-bundle                    GET   round.published   + + ++++++ ++++ +
awards:result-bundle                    GET   round.awarded     + + ++++++ ++++ +
awards:result-bundle                    GET   round.frozen      H H HHHHHH HHHH H
awards:result-check                     GET   head.published    + + ++++++ ++++ +
awards:result-check                     GET   head.frozen       H H HHHHHH HHHH H
"""

JOINED = """
reports:home                            GET   -                 L + ++++++ ++++ +
reports:home                            GET   home.sultra       L + ++++++ ++++ H
reports:home                            GET   home.mimika       L + ++++++ HHHH +
reports:control-room                    GET   -                 L F ++++++ FFFF F
reports:job-detail                      GET   tally.analyst     L H +HHH+H HHHH H
reports:coverage                        GET   -                 L F ++++++ +FFF F
reports:coverage-export                 GET   -                 L F ++++++ +FFF F
campaigns:agenda                        GET   -                 L F ++++++ ++++ +
agencies:audit-list                     GET   -                 L F +FFFFF FFFF F
agencies:audit-export                   GET   -                 L F +FFFFF FFFF F
agencies:personal-data                  GET   -                 L + ++++++ ++++ +
agencies:personal-data-download         GET   -                 L P PPPPPP PPPP P
agencies:personal-data-forget           POST  -                 L + ?????? ???? ?
agencies:profile                        GET   -                 L + ++++++ ++++ +
agencies:profile                        POST  profile           L + ++++++ ++++ +
agencies:session-list                   GET   -                 L + ++++++ ++++ +
agencies:session-end                    POST  session.lead      L H HHHHHH H+HH H
agencies:session-end-others             POST  -                 L + ++++++ ++++ +
agencies:session-end-all                POST  -                 L + ++++++ ++++ +
"""

PEOPLE = """
agencies:agency-import                  GET   -                 L F +FFFFF FFFF F
agencies:agency-import                  POST  agency-rows       L F +FFFFF FFFF F
agencies:people-list                    GET   -                 L F +FFFFF ++FF F
agencies:people-list                    GET   people.sultra     L F +FFFFF ++FF F
agencies:people-list                    GET   people.kendari    L F +FFFFF +HFF F
agencies:people-list                    GET   people.mimika     L F +FFFFF HHFF F
agencies:person-list                    GET   -                 L F +FFFFF FFFF F
agencies:person-detail                  GET   person.left       L F +FFFFF FFFF F
agencies:person-detail                  GET   person.inactive   L F +FFFFF FFFF F
agencies:person-deactivate              POST  person.left       L F +FFFFF FFFF F
agencies:person-reactivate              POST  person.inactive   L F +FFFFF FFFF F
agencies:person-pseudonymise            GET   person.left       L F +FFFFF FFFF F
agencies:person-pseudonymise            POST  person.left       L F +FFFFF FFFF F
agencies:membership-leave               GET   member.sultra     L H HHHHHH HHH+ H
agencies:membership-leave               GET   member.coordinator L H HHHHHH +HHH H
agencies:membership-leave               GET   member.centre     L H HHHHHH HHHH H
agencies:membership-leave               POST  member.sultra     L H HHHHHH HHH+ H
agencies:membership-leave               POST  member.coordinator L H HHHHHH +HHH H
agencies:membership-detail              GET   member.sultra     L F +FFFFF ++FF F
agencies:membership-detail              GET   member.kendari    L F +FFFFF +HFF F
agencies:membership-detail              GET   member.mimika     L F +FFFFF HHFF F
agencies:membership-detail              GET   member.coordinator L F +FFFFF FFFF F
agencies:membership-detail              GET   member.centre     L F +FFFFF HHFF F
agencies:membership-role                POST  member.sultra     L F +FFFFF ++FF F
agencies:membership-role                POST  member.kendari    L F +FFFFF +HFF F
agencies:membership-role                POST  member.mimika     L F +FFFFF HHFF F
agencies:membership-role                POST  member.coordinator L F +FFFFF FFFF F
agencies:membership-role                POST  member.centre     L F +FFFFF HHFF F
agencies:membership-end                 POST  member.sultra     L F +FFFFF ++FF F
agencies:membership-end                 POST  member.kendari    L F +FFFFF +HFF F
agencies:membership-end                 POST  member.mimika     L F +FFFFF HHFF F
agencies:membership-end                 POST  member.coordinator L F +FFFFF FFFF F
agencies:membership-end                 POST  member.centre     L F +FFFFF HHFF F
agencies:invitation-create              GET   -                 L F +FFFFF ++FF F
agencies:invitation-create              POST  invite.officer    L F +FFFFF ++FF F
agencies:invitation-create              POST  invite.verifier   L F +FFFFF FFFF F
agencies:invitation-import              GET   -                 L F +FFFFF ++FF F
agencies:invitation-import              POST  invite-list       L F +FFFFF ++FF F
agencies:invitation-renew               POST  invitation.sultra L F +FFFFF ++FF F
agencies:invitation-renew               POST  invitation.kendari L F +FFFFF +HFF F
agencies:invitation-renew               POST  invitation.mimika L F +FFFFF HHFF F
agencies:invitation-renew               POST  invitation.centre L F +FFFFF HHFF F
agencies:invitation-withdraw            POST  invitation.sultra L F +FFFFF ++FF F
agencies:invitation-withdraw            POST  invitation.kendari L F +FFFFF +HFF F
agencies:invitation-withdraw            POST  invitation.mimika L F +FFFFF HHFF F
agencies:invitation-withdraw            POST  invitation.centre L F +FFFFF HHFF F
agencies:invitation-accept              GET   invitation-link   + + ++++++ ++++ +
agencies:invitation-accept              POST  invitation-link   + ? ?????? ???? ?
agencies:welcome                        GET   -                 L + ++++++ ++++ +
agencies:second-factor-reset            POST  person.left       L F +FFFFF FFFF F
agencies:second-factor-reset            POST  person.inactive   L F +FFFFF FFFF F
"""

PARTNERS = """
agencies:partner-list                   GET   -                 L F +FFFFF FFFF F
agencies:partner-create                 GET   -                 L F +FFFFF FFFF F
agencies:partner-create                 POST  partner.new       L F +FFFFF FFFF F
agencies:partner-detail                 GET   partner           L F +FFFFF FFFF F
agencies:partner-edit                   GET   partner           L F +FFFFF FFFF F
agencies:partner-edit                   POST  partner.edit      L F +FFFFF FFFF F
agencies:partner-suspend                POST  partner.edit      L F +FFFFF FFFF F
agencies:partner-reactivate             POST  partner           L F +FFFFF FFFF F
agencies:partner-key-issue              GET   partner           L F +FFFFF FFFF F
agencies:partner-key-issue              POST  partner.key-new   L F +FFFFF FFFF F
agencies:partner-key                    GET   partner.key       L F +FFFFF FFFF F
agencies:partner-key-networks           POST  partner.key       L F +FFFFF FFFF F
agencies:partner-key-rotate             POST  partner.key       L F +FFFFF FFFF F
agencies:partner-key-revoke             POST  partner.key       L F +FFFFF FFFF F
agencies:partner-link-send              POST  partner           L F +FFFFF FFFF F
agencies:partner-link-revoke            POST  partner           L F +FFFFF FFFF F
agencies:partner-webhook-create         GET   partner           L F +FFFFF FFFF F
agencies:partner-webhook-create         POST  partner.hook-new  L F +FFFFF FFFF F
agencies:partner-webhook                GET   partner.hook      L F +FFFFF FFFF F
agencies:partner-webhook                POST  partner.hook      L F +FFFFF FFFF F
agencies:partner-webhook-change         POST  partner.ping      L F +FFFFF FFFF F
agencies:partner-delivery-replay        POST  partner.replay    L F +FFFFF FFFF F
agencies:partner-enter                  GET   partner.link      + + ++++++ ++++ +
agencies:partner-enter                  POST  partner.link      + + ++++++ ++++ +
agencies:own-leave                      POST  -                 F F FFFFFF FFFF F
agencies:own-detail                     GET   -                 F F FFFFFF FFFF F
agencies:own-webhook-create             GET   -                 F F FFFFFF FFFF F
agencies:own-webhook-create             POST  own.hook-new      F F FFFFFF FFFF F
agencies:own-webhook                    GET   own.hook          F F FFFFFF FFFF F
agencies:own-webhook                    POST  own.hook          F F FFFFFF FFFF F
agencies:own-webhook-change             POST  own.ping          F F FFFFFF FFFF F
agencies:own-delivery-replay            POST  own.replay        F F FFFFFF FFFF F
"""

ACCOUNTS = """
agencies:account-list                   GET   -                 L F ++++++ ++++ +
agencies:account-export                 GET   -                 L F ++++++ ++++ +
agencies:account-create                 GET   -                 L F +F+FFF +++F +
agencies:account-create                 POST  propose.sultra    L F +F+FFF +++F +
agencies:account-detail                 GET   account.sultra    L F ++++++ ++++ H
agencies:account-detail                 GET   account.kendari   L F ++++++ +HHH H
agencies:account-detail                 GET   account.mimika    L F ++++++ HHHH +
agencies:account-verify                 POST  proposed.sultra   L F +F+FFF FFFF H
agencies:account-verify                 POST  proposed.mimika   L F +F+FFF HHHH F
agencies:account-verify                 POST  account.sultra    L F ?F?FFF FFFF H
agencies:account-refuse                 POST  proposed.sultra   L F +F+FFF FFFF H
agencies:account-refuse                 POST  proposed.mimika   L F +F+FFF HHHH F
agencies:account-archive                POST  account.sultra    L F +F+FFF F+FF H
agencies:account-archive                POST  account.kendari   L F +F+FFF FHHH H
agencies:account-archive                POST  account.mimika    L F +F+FFF HHHH F
agencies:account-rename                 POST  account.sultra    L F +F+FFF +++F H
agencies:account-rename                 POST  account.kendari   L F +F+FFF +HHH H
agencies:account-rename                 POST  account.mimika    L F +F+FFF HHHH +
agencies:account-confirm                POST  account.sultra    L F FFFFFF +++F H
agencies:account-confirm                POST  account.kendari   L F FFFFFF +HHH H
agencies:account-confirm                POST  account.mimika    L F FFFFFF HHHH +
agencies:account-followers              POST  account.sultra    L F +F+FFF +++F H
agencies:account-followers              POST  account.kendari   L F +F+FFF +HHH H
agencies:account-followers              POST  account.mimika    L F +F+FFF HHHH +
agencies:account-proof-add              POST  account.sultra    L F +F+FFF +++F H
agencies:account-proof-add              POST  account.mimika    L F +F+FFF HHHH +
agencies:account-proof                  GET   proof.sultra      L F +F+FFF +++F H
agencies:account-proof                  GET   proof.kendari     L F +F+FFF +HHH H
agencies:account-proof                  GET   proof.mimika      L F +F+FFF HHHH +
"""

MATERIAL = """
campaigns:material-detail               GET   material.internal H H ++++++ ++++ +
campaigns:material-detail               GET   material.withdrawn H H ++++++ ++++ +
campaigns:material-detail               GET   material.scheduled H H H+HHHH HHHH H
campaigns:material-detail               GET   material.draft    H H H+HHHH HHHH H
campaigns:material-create               GET   -                 L F F+FFFF FFFF F
campaigns:material-create               POST  new-material      L F F+FFFF FFFF F
campaigns:material-edit                 GET   material.draft    L F F+FFFF FFFF F
campaigns:material-edit                 POST  material.draft    L F F+FFFF FFFF F
campaigns:material-edit                 POST  material.out      L F F?FFFF FFFF F
campaigns:material-publish              POST  material.draft    L F F+FFFF FFFF F
campaigns:material-publish              POST  material.out      L F F?FFFF FFFF F
campaigns:material-hold                 POST  material.scheduled L F F+FFFF FFFF F
campaigns:material-withdraw             POST  material.out      L F F+FFFF FFFF F
campaigns:material-withdraw             POST  material.draft    L F F?FFFF FFFF F
"""

POSTS = """
campaigns:post-list                     GET   -                 L F ++++++ ++++ +
campaigns:post-list                     GET   list.sultra       L F ++++++ ++++ H
campaigns:post-list                     GET   list.kendari      L F ++++++ +HHH H
campaigns:post-list                     GET   list.mimika       L F ++++++ HHHH +
campaigns:post-submit                   GET   -                 L F FFFFFF F++F +
campaigns:post-submit                   POST  report.sultra     L F FFFFFF F++F ?
campaigns:post-submit                   POST  report.mimika     L F FFFFFF F??F +
campaigns:post-submit                   POST  paste.sultra      L F FFFFFF F++F +
campaigns:post-submit                   POST  drafts.sultra     L F FFFFFF F++F ?
campaigns:post-export                   GET   -                 L F ++++++ ++++ +
campaigns:post-export                   GET   list.sultra       L F ++++++ ++++ H
campaigns:post-export                   GET   list.kendari      L F ++++++ +HHH H
campaigns:post-export                   GET   list.mimika       L F ++++++ HHHH +
campaigns:post-import                   GET   -                 L F FFFFFF F++F +
campaigns:post-import                   POST  post-rows         L F FFFFFF F++F +
campaigns:post-import-template          GET   -                 L F FFFFFF F++F +
campaigns:post-refused                  GET   post-import.officer L F FFFFFF FH+F H
campaigns:receipt-detail                GET   receipt.sultra    L F ++++++ ++++ H
campaigns:receipt-detail                GET   receipt.kendari   L F ++++++ +HHH H
campaigns:receipt-detail                GET   receipt.mimika    L F ++++++ HHHH +
campaigns:receipt-recall                POST  receipt.sultra    L F FFFFFF F++F H
campaigns:receipt-recall                POST  receipt.kendari   L F FFFFFF FHHH H
campaigns:receipt-recall                POST  receipt.mimika    L F FFFFFF HHHH +
campaigns:post-detail                   GET   waiting.sultra    L F ++++++ ++++ H
campaigns:post-detail                   GET   waiting.kendari   L F ++++++ +HHH H
campaigns:post-detail                   GET   waiting.mimika    L F ++++++ HHHH +
campaigns:post-edit                     GET   returned.sultra   L F FFFFFF F++F H
campaigns:post-edit                     GET   returned.kendari  L F FFFFFF FHHH H
campaigns:post-edit                     GET   returned.mimika   L F FFFFFF HHHH +
campaigns:post-edit                     POST  returned.sultra   L F FFFFFF F++F H
campaigns:post-edit                     POST  returned.kendari  L F FFFFFF FHHH H
campaigns:post-edit                     POST  returned.mimika   L F FFFFFF HHHH +
campaigns:post-evidence                 GET   waiting.sultra    L F FFFFFF F++F H
campaigns:post-evidence                 GET   waiting.kendari   L F FFFFFF FHHH H
campaigns:post-evidence                 GET   waiting.mimika    L F FFFFFF HHHH +
campaigns:post-evidence                 POST  picture.sultra    L F FFFFFF F++F H
campaigns:post-evidence                 POST  picture.mimika    L F FFFFFF HHHH +
campaigns:evidence-image                GET   evidence.sultra   L F ++++++ ++++ H
campaigns:evidence-image                GET   evidence.kendari  L F ++++++ +HHH H
campaigns:evidence-image                GET   evidence.mimika   L F ++++++ HHHH +
campaigns:evidence-thumbnail            GET   evidence.sultra   L F ++++++ ++++ H
campaigns:evidence-thumbnail            GET   evidence.mimika   L F ++++++ HHHH +
campaigns:post-withdraw                 POST  waiting.sultra    L F FFFFFF F++F H
campaigns:post-withdraw                 POST  waiting.kendari   L F FFFFFF FHHH H
campaigns:post-withdraw                 POST  waiting.mimika    L F FFFFFF HHHH +
campaigns:post-restore                  POST  waiting.sultra    L F FFFFFF F++F H
campaigns:post-restore                  POST  waiting.kendari   L F FFFFFF FHHH H
campaigns:post-restore                  POST  waiting.mimika    L F FFFFFF HHHH +
campaigns:post-queue                    GET   -                 L F FF+FFF +FFF F
campaigns:post-next                     GET   -                 L F FF+FFF +FFF F
campaigns:post-bulk                     POST  many.kendari      L F FF+FFF +FFF F
campaigns:post-bulk-undo                POST  many-undone       L F FF+FFF +FFF F
campaigns:post-verify                   GET   waiting.sultra    L F FF+FFF FFFF H
campaigns:post-verify                   GET   waiting.mimika    L F FF+FFF HHHH F
campaigns:post-verify                   GET   waiting.kendari   L F FF+FFF FHHH H
campaigns:post-verify                   GET   let.kendari       L F FF+FFF +HHH H
campaigns:post-verify                   GET   let.sultra        L F FF+FFF FFFF H
campaigns:post-verify                   GET   let.mimika        L F FF+FFF HHHH F
campaigns:post-verify                   POST  waiting.sultra    L F FF+FFF FFFF H
campaigns:post-verify                   POST  waiting.mimika    L F FF+FFF HHHH F
campaigns:post-verify                   POST  waiting.kendari   L F FF+FFF FHHH H
campaigns:post-verify                   POST  let.kendari       L F FF+FFF +HHH H
campaigns:post-verify                   POST  let.sultra        L F FF+FFF FFFF H
campaigns:post-verify                   POST  let.mimika        L F FF+FFF HHHH F
campaigns:post-claim                    POST  waiting.sultra    L F FF+FFF FFFF H
campaigns:post-claim                    POST  waiting.mimika    L F FF+FFF HHHH F
campaigns:post-claim                    POST  waiting.kendari   L F FF+FFF FHHH H
campaigns:post-claim                    POST  let.kendari       L F FF+FFF +HHH H
campaigns:post-claim                    POST  let.sultra        L F FF+FFF FFFF H
campaigns:post-claim                    POST  let.mimika        L F FF+FFF HHHH F
campaigns:post-confirm                  POST  sample.sultra     L F FF+FFF FFFF H
campaigns:post-confirm                  POST  sample.kendari    L F FF+FFF FHHH H
campaigns:post-confirm                  POST  sample.mimika     L F FF+FFF HHHH F
campaigns:post-confirm                  POST  let-sample.sultra L F FF+FFF FFFF H
campaigns:post-confirm                  POST  let-sample.kendari L F FF+FFF +HHH H
campaigns:post-confirm                  POST  let-sample.mimika L F FF+FFF HHHH F
campaigns:post-return                   POST  waiting.sultra    L F FF+FFF FFFF H
campaigns:post-return                   POST  waiting.mimika    L F FF+FFF HHHH F
campaigns:post-return                   POST  let.kendari       L F FF+FFF +HHH H
campaigns:post-return                   POST  let.sultra        L F FF+FFF FFFF H
campaigns:post-return                   POST  let.mimika        L F FF+FFF HHHH F
campaigns:post-reject                   POST  waiting.sultra    L F FF+FFF FFFF H
campaigns:post-reject                   POST  waiting.mimika    L F FF+FFF HHHH F
campaigns:post-reject                   POST  let.kendari       L F FF+FFF +HHH H
campaigns:post-reject                   POST  let.sultra        L F FF+FFF FFFF H
campaigns:post-reject                   POST  let.mimika        L F FF+FFF HHHH F
campaigns:post-undo                     POST  verified.sultra   L F FF+FFF FFFF H
campaigns:post-undo                     POST  verified.mimika   L F FF+FFF HHHH F
campaigns:post-release                  POST  claimed.sultra    L F FF+FFF FFFF H
campaigns:post-release                  POST  claimed.mimika    L F FF+FFF HHHH F
campaigns:post-appeal                   GET   rejected.sultra   L F FFFFFF F++F H
campaigns:post-appeal                   GET   rejected.kendari  L F FFFFFF FHHH H
campaigns:post-appeal                   POST  rejected.sultra   L F FFFFFF F++F H
campaigns:post-appeal                   POST  rejected.kendari  L F FFFFFF FHHH H
campaigns:appeal-list                   GET   -                 L F FF+FFF FFFF F
campaigns:appeal-detail                 GET   appeal.sultra     L F FF+FFF FFFF F
campaigns:appeal-detail                 POST  appeal.sultra     L F FF+FFF FFFF F
campaigns:flag-list                     GET   -                 L F ++++++ ++++ +
campaigns:flag-detail                   GET   flag.sultra       L F ++++++ ++++ H
campaigns:flag-detail                   GET   flag.kendari      L F ++++++ +HHH H
campaigns:flag-detail                   POST  flag.sultra       L F FF+FFF FFFF H
campaigns:flag-detail                   POST  flag.kendari      L F FF+FFF FHHH H
campaigns:flag-detail                   POST  upheld.sultra     L F FFFFFF F++F H
campaigns:flag-detail                   POST  upheld.kendari    L F FFFFFF FHHH H
campaigns:flag-detail                   POST  objected.sultra   L F FF+FFF FFFF H
campaigns:dispute-list                  GET   -                 L F ++++++ ++++ +
campaigns:dispute-detail                GET   dispute.sultra    L F ++++++ ++++ +
campaigns:dispute-detail                GET   dispute.kendari   L F ++++++ +HHH +
campaigns:dispute-detail                POST  dispute.sultra    L F FF+FFF FFFF F
campaigns:dispute-detail                POST  dispute.kendari   L F FF+FFF FHHH F
campaigns:dispute-evidence              GET   dispute.sultra    L F HH+HHH HHHH +
campaigns:dispute-evidence              GET   dispute.kendari   L F HH+HHH HHHH +
campaigns:dispute-thumbnail             GET   dispute.sultra    L F HH+HHH HHHH +
"""

FIGURES = """
campaigns:reading-import                GET   -                 L F FFFF+F F++F +
campaigns:reading-import                POST  readings-file     L F FFFF+F F++F +
campaigns:reading-refused               GET   import.analyst    L F FFFF+F FHHF H
campaigns:reading-refused               GET   import.colleague  L F FFFFHF FHHF H
campaigns:reading-list                  GET   verified.sultra   L F ++++++ ++++ H
campaigns:reading-list                  GET   verified.kendari  L F ++++++ +HHH H
campaigns:reading-list                  GET   verified.mimika   L F ++++++ HHHH +
campaigns:reading-add                   GET   numbers.sultra    L F FFFF+F F++F H
campaigns:reading-add                   GET   numbers.kendari   L F FFFF+F FHHH H
campaigns:reading-add                   GET   numbers.mimika    L F FFFF+F HHHH +
campaigns:reading-add                   POST  numbers.sultra    L F FFFF+F F++F H
campaigns:reading-add                   POST  numbers.mimika    L F FFFF+F HHHH +
campaigns:reading-detail                GET   reading.sultra    L F ++++++ ++++ H
campaigns:reading-detail                GET   reading.kendari   L F ++++++ +HHH H
campaigns:reading-detail                GET   reading.mimika    L F ++++++ HHHH +
campaigns:reading-correct               POST  reading.sultra    L F FFFF+F F++F H
campaigns:reading-correct               POST  reading.kendari   L F FFFF+F FHHH H
campaigns:reading-correct               POST  reading.mimika    L F FFFF+F HHHH +
campaigns:reading-correct               POST  partner.sultra    L F FFFF+F FFFF H
campaigns:reading-void                  POST  reading.sultra    L F FFFF+F F++F H
campaigns:reading-void                  POST  reading.mimika    L F FFFF+F HHHH +
campaigns:reading-void                  POST  partner.sultra    L F FFFF+F FFFF H
campaigns:reading-picture               GET   number-picture.sultra L F ++++++ ++++ H
campaigns:reading-picture               GET   number-picture.mimika L F ++++++ HHHH +
campaigns:tally-run                     POST  campaign          L F +FF++F FFFF F
"""

AWARDS = """
awards:round-list                       GET   -                 L F ++++++ FFFF F
awards:round-create                     GET   -                 L F FFF+FF FFFF F
awards:round-create                     POST  new-round         L F FFF+FF FFFF F
awards:round-detail                     GET   round.draft       L F ++++++ FFFF F
awards:round-detail                     GET   round.open        L F ++++++ FFFF F
awards:round-detail                     GET   round.frozen      L F ++++++ FFFF F
awards:round-detail                     GET   round.published   L F ++++++ FFFF F
awards:round-detail                     GET   round.awarded     L F ++++++ FFFF F
awards:round-sensitivity                GET   round.open        L F ++++++ FFFF F
awards:round-sensitivity                GET   round.frozen      L F ++++++ FFFF F
awards:recipe-list                      GET   -                 L F ++++++ FFFF F
awards:recipe-detail                    GET   recipe            L F ++++++ FFFF F
awards:recipe-create                    GET   recipe            L F FFF+FF FFFF F
awards:recipe-create                    POST  recipe            L F FFF+FF FFFF F
awards:category-list                    GET   round.draft       L F ++++++ FFFF F
awards:category-list                    GET   round.open        L F ++++++ FFFF F
awards:category-add                     POST  offer             L F FFF+FF FFFF F
awards:category-change                  POST  category          L F FFF+FF FFFF F
awards:category-change                  POST  category.open     L F FFF?FF FFFF F
awards:category-remove                  POST  category          L F FFF+FF FFFF F
awards:tone-import                      GET   -                 L F FFFF+F FFFF F
awards:tone-import                      POST  tone              L F FFFF+F FFFF F
awards:exclusion-list                   GET   round.open        L F ++++++ FFFF F
awards:exclusion-list                   POST  exclusion         L F FFF+FF FFFF F
awards:exclusion-list                   POST  exclusion.frozen  L F FFF?FF FFFF F
awards:exclusion-remove                 POST  excluded          L F FFF+FF FFFF F
awards:round-open                       POST  round.draft       L F FFF+FF FFFF F
awards:round-freeze                     POST  round.open        L F FFF+FF FFFF F
awards:round-freeze                     POST  round.frozen      L F FFF?FF FFFF F
awards:round-publish                    POST  round.frozen      L F FFF+FF FFFF F
awards:round-publish                    POST  round.own         L F FFF?FF FFFF F
awards:round-award                      POST  round.published   L F FFF+FF FFFF F
awards:round-supersede                  POST  round.published   L F FFF+FF FFFF F
awards:round-jury                       GET   round.judging     L F ++++++ FFFF F
awards:round-jury                       POST  round.judging     L F FFF+FF FFFF F
awards:round-judged                     GET   round.judging     L F FFF+FF FFFF F
awards:round-judged                     POST  round.judging     L F FFF?FF FFFF F
awards:round-judged                     POST  round.scored      L F FFF+FF FFFF F
awards:juror-dismiss                    POST  juror             L F FFF+FF FFFF F
awards:jury-list                        GET   -                 L + ++++++ ++++ +
awards:jury-detail                      GET   round.judging     L + HHHHHH HHHH H
awards:jury-score                       GET   finalist.sultra   L + HHHHHH HHHH H
awards:jury-score                       POST  finalist.sultra   L + HHHHHH HHHH H
awards:jury-conflict                    POST  finalist.sultra   L + HHHHHH HHHH H
awards:nomination-list                  GET   -                 L F FFF+FF F++F +
awards:nomination-create                GET   nominate.sultra   L F FFF+FF F++F H
awards:nomination-create                GET   nominate.mimika   L F FFF+FF FHHF +
awards:nomination-create                POST  nominate.sultra   L F FFF+FF F++F H
awards:nomination-create                POST  nominate.mimika   L F FFF+FF FHHF +
awards:minutes-make                     POST  round.published   L F FFF+FF FFFF F
awards:minutes-file                     GET   round.published   L F ++++++ FFFF F
awards:minutes-file                     GET   round.frozen      L F HHHHHH FFFF F
awards:certificates-draw                POST  round.awarded     L F FFF+FF FFFF F
awards:certificates-file                GET   round.awarded     L F FFF+FF FFFF F
awards:certificates-file                GET   round.published   L F FFFHFF FFFF F
agencies:certificate-revoke             GET   certificate       L F +FF+FF FFFF F
agencies:certificate-revoke             POST  certificate       L F +FF+FF FFFF F
"""

SIGN_IN = """
account_login                           GET   -                 + + ++++++ ++++ +
account_login                           POST  -                 + + ++++++ ++++ +
account_request_login_code              GET   -                 + + ++++++ ++++ +
account_request_login_code              POST  -                 + + ++++++ ++++ +
account_confirm_login_code              GET   -                 + + ++++++ ++++ +
account_confirm_login_code              POST  -                 + + ++++++ ++++ +
account_logout                          GET   -                 + + ++++++ ++++ +
account_logout                          POST  -                 + + ++++++ ++++ +
account_signup                          GET   -                 + + ++++++ ++++ +
account_signup                          POST  -                 + + ++++++ ++++ +
account_inactive                        GET   -                 + + ++++++ ++++ +
account_reauthenticate                  GET   -                 L + ++++++ ++++ +
account_reauthenticate                  POST  -                 L + ++++++ ++++ +
account_change_password                 GET   -                 L + ++++++ ++++ +
account_change_password                 POST  -                 L + ++++++ ++++ +
account_set_password                    GET   -                 L + ++++++ ++++ +
account_set_password                    POST  -                 L + ++++++ ++++ +
account_reset_password                  GET   -                 + + ++++++ ++++ +
account_reset_password                  POST  -                 + + ++++++ ++++ +
account_reset_password_done             GET   -                 + + ++++++ ++++ +
account_reset_password_from_key         GET   reset-key         + + ++++++ ++++ +
account_reset_password_from_key         POST  reset-key         + + ++++++ ++++ +
account_reset_password_from_key_done    GET   -                 + + ++++++ ++++ +
mfa_index                               GET   -                 L + ++++++ ++++ +
mfa_authenticate                        GET   -                 L + ++++++ ++++ +
mfa_authenticate                        POST  -                 L + ++++++ ++++ +
mfa_reauthenticate                      GET   -                 L P ++++++ PPPP P
mfa_reauthenticate                      POST  -                 L P ++++++ PPPP P
mfa_activate_totp                       GET   -                 L P PPPPPP PPPP P
mfa_activate_totp                       POST  -                 L P PPPPPP PPPP P
mfa_deactivate_totp                     GET   -                 L H PPPPPP HHHH H
mfa_deactivate_totp                     POST  -                 L H PPPPPP HHHH H
mfa_view_recovery_codes                 GET   -                 L H HHHHHH HHHH H
mfa_generate_recovery_codes             GET   -                 L P PPPPPP PPPP P
mfa_generate_recovery_codes             POST  -                 L P PPPPPP PPPP P
mfa_download_recovery_codes             GET   -                 L H HHHHHH HHHH H
mfa_download_recovery_codes             POST -                 L H HHHHHH HHHH H
mfa_login_webauthn                      GET   -                 L + ++++++ ++++ +
mfa_login_webauthn                      POST  -                 L + ++++++ ++++ +
mfa_list_webauthn                       GET   -                 L + ++++++ ++++ +
mfa_add_webauthn                        GET   -                 L P PPPPPP PPPP P
mfa_add_webauthn                        POST  -                 L P PPPPPP PPPP P
mfa_edit_webauthn                       GET   passkey           L P PPPPPP PPPP P
mfa_edit_webauthn                       POST  passkey           L P PPPPPP PPPP P
mfa_remove_webauthn                     GET   passkey           L P PPPPPP PPPP P
mfa_remove_webauthn                     POST  passkey           L P PPPPPP PPPP P
mfa_reauthenticate_webauthn             GET   -                 L P PPPPPP PPPP P
mfa_reauthenticate_webauthn             POST  -                 L P PPPPPP PPPP P
"""

ADMIN = """
admin:index                             GET   -                 L F +FFFFF FFFF F
admin:index                             POST  -                 L F +FFFFF FFFF F
admin:app_list                          GET   app               L F +FFFFF FFFF F
admin:app_list                          POST  app               L F +FFFFF FFFF F
admin:login                             GET   -                 L F +FFFFF FFFF F
admin:login                             POST  -                 L F +FFFFF FFFF F
admin:logout                            GET   -                 L + M+++++ ++++ +
admin:logout                            POST  -                 L + ++++++ ++++ +
admin:password_change                   GET   -                 L F +FFFFF FFFF F
admin:password_change                   POST  -                 L F +FFFFF FFFF F
admin:password_change_done              GET   -                 L F +FFFFF FFFF F
admin:autocomplete                      GET   autocomplete      L F +FFFFF FFFF F
admin:jsi18n                            GET   -                 L F +FFFFF FFFF F
admin:view_on_site                      GET   on-site           L F HFFFFF FFFF F
admin:view_on_site                      POST  on-site           L F HFFFFF FFFF F
admin/(?P<url>.*)$                      GET   nowhere           L F HFFFFF FFFF F
admin/(?P<url>.*)$                      POST  nowhere           L F HFFFFF FFFF F
"""

ADMIN_MODELS = """
agencies_region            + F + F F
agencies_agency            + F + + F
agencies_agencyalias       + + + + F
agencies_socialaccount     + F + F F
agencies_user              + + + + F
agencies_membership        + + + F F
awards_recipeversion       + + + F F
campaigns_campaign         + + + + F
campaigns_focusarea        + + + + F
campaigns_kpidefinition    + + + + F
campaigns_kpifigure        + + + + F
campaigns_kpitarget        + + + + F
campaigns_meeting          + + + + F
campaigns_pillar           + + + + F
campaigns_readingsource    + + + + F
"""
"""What an administrator may do with each model: list, add, read, change, delete. Everybody else: L or F."""

API = """
api-agency-list                         GET   -                 U U F+FFFFF
api-agency-detail                       GET   agency.code       U U F+FFFFF
api-award-list                          GET   -                 U U FF+FFFF
api-award-detail                        GET   award             U U FF+FFFF
api-campaign-list                       GET   -                 U U F+FFFFF
api-campaign-detail                     GET   campaign.code     U U F+FFFFF
api-campaign-agenda                     GET   campaign.code     U U F+FFFFF
api-campaign-figures                    GET   campaign.code     U U F+FFFFF
api-followers-batch                     POST  followers         U U FFFFFF+
api-job-list                            GET   -                 U U +++++++
api-job-detail                          GET   job.monitor       U U HHHH+HH
api-material-list                       GET   -                 U U FFF+FFF
api-material-detail                     GET   material.out      U U FFF+FFF
api-material-detail                     GET   material.internal U U FFFHFFF
api-material-detail                     GET   material.draft    U U FFFHFFF
api-pillar-list                         GET   -                 U U F+FFFFF
api-post-list                           GET   -                 U U FFF+FFF
api-post-detail                         GET   post.measurable   U U FFF+FFF
api-post-detail                         GET   post.rejected     U U FFFHFFF
api-post-readings                       GET   post.measurable   U U FFF+FFF
api-post-readings                       GET   post.rejected     U U FFFHFFF
api-posts-batch                         POST  reports           U U FFFFF+F
api-readings-batch                      POST  readings          U U FFFF+FF
api-standings                           GET   standings         U U FF+FFFF
api-tally-list                          GET   -                 U U FF+FFFF
api-tally-detail                        GET   tally             U U FF+FFFF
api-tally-agencies                      GET   tally             U U FF+FFFF
api-schema                              GET   -                 + + +++++++
api-docs                                GET   -                 + + +++++++
api-unknown                             GET   api-nowhere       H H HHHHHHH
api-unknown                             POST  api-nowhere       H H HHHHHHH
"""
"""Who asks the API: nobody · anybody signed in to the pages · a key without a scope, then one with each:
campaigns:read, standings:read, posts:read, readings:write, posts:write (of Sulawesi Tenggara's own system),
followers:write."""

DEBUG_ONLY = frozenset({"mailbox"})
"""Routes that exist on a development machine alone."""

NO_SUCH_IS_TOLD = frozenset({"account_reset_password_from_key"})
"""Routes that answer an unknown thing with a page of their own instead of a 404."""


LEAVES_A_NOTE = frozenset(
    {"agencies:invitation-create", "agencies:membership-role", "agencies:membership-end"}
)
"""Routes whose refusals leave a row in the audit trail: somebody tried to give a role, or to end one."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `letters` without the blanks between groups."""

    route: str
    method: str
    thing: str
    letters: str

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.thing}"


def parse(text: str) -> list[Row]:
    """The lines of one table, in their order."""
    rows = []
    for line in text.strip().splitlines():
        route, method, thing, *groups = line.split()
        rows.append(Row(route, method, thing, "".join(groups)))
    return rows


def _of_admin_models() -> Iterator[Row]:
    """Every line of `ADMIN_MODELS` as rows of the pages that Django's admin has for a model."""
    for line in ADMIN_MODELS.strip().splitlines():
        model, listed, added, read, changed, deleted = line.split()
        app, name = model.split("_")
        pages = (
            (f"admin:{model}_changelist", "-", listed, listed),
            (f"admin:{model}_add", "-", added, added),
            (f"admin:{model}_change", f"admin.{model}", read, changed),
            (f"admin:{model}_history", f"admin.{model}", read, read),
            (f"admin:{model}_delete", f"admin.{model}", deleted, deleted),
            # The short address leads to the page of changes, which says who may read it.
            (f"admin/{app}/{name}/<path:object_id>/", f"admin.{model}", "+", "+"),
        )
        for route, thing, get, post in pages:
            yield Row(route, "GET", thing, f"LF{get}FFFFFFFFFF")
            yield Row(route, "POST", thing, f"LF{post}FFFFFFFFFF")


PAGES = [
    row
    for text in (PUBLIC, JOINED, PEOPLE, PARTNERS, ACCOUNTS, MATERIAL, POSTS, FIGURES, AWARDS, SIGN_IN, ADMIN)
    for row in parse(text)
]
PAGES += _of_admin_models()
CALLS = parse(API)


def routes(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows by route, in the order of the table."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.route, []).append(row)
    return found
