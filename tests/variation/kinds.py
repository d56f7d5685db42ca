"""All kinds of edits of the files of pupils, by what should come of them."""

from __future__ import annotations

from tests.variation import enrolment, outsider, outsider_harmful, text

LEGITIMATE = enrolment.LEGITIMATE | text.LEGITIMATE | outsider.LEGITIMATE
HARMFUL = enrolment.HARMFUL | text.HARMFUL | outsider_harmful.HARMFUL
UNDETECTABLE = outsider.UNDETECTABLE
