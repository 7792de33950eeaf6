"""A form whose fields say what an action refused."""

from collections.abc import Mapping

from django import forms

from summitcomms.lib.refusals import Refused


class RefusableForm(forms.Form):
    """A form that shows what an action refuses where it is mended; nothing that was typed is lost.

    A refusal belongs to the field named like its code, or as `of_refusal` says; any other to the whole form.
    """

    of_refusal: Mapping[str, str] = {}

    def refuse(self, refusal: Refused) -> None:
        field = self.of_refusal.get(refusal.code, refusal.code)
        self.add_error(field if field in self.fields else None, refusal.sentence)
