"""The reserve list in a selection note: as a stored study says it, or as the model declares it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError
from tisites.messages.text import Text
from tisites.report.document import Section
from tisites.report.media.record import document_again
from tisites.report.reserve.document import TABLES, reserve_document

if TYPE_CHECKING:
    from tisites.report.note.basis import Basis

#: Tables of the study that the note shows: the list, who is not replaced.
_SHOWN = (TABLES[0], TABLES[3])
_ROWS = 25


def reserve_section(basis: Basis) -> tuple[Section, ...]:
    """Return the reserve list, where there is a study of it or the model declares one."""
    from tisites.study.reserve.reserve import reserve

    title = Text("Liste de réserve", "Reserve list")
    told, rule = basis.subject.studies.get("reserve"), basis.model.reserve
    if told is not None:
        study = document_again(told)
    elif rule is None or not rule.enabled:
        return ()
    else:
        plain = rule.model_copy(update={"recoverable": None})  # the note is of the run's selection
        try:
            study = reserve_document(reserve(basis.answered, plain))
        except BadInputError as refused:
            return (Section(title, tuple(str(one.what) for one in refused.problems)),)
    titles = {t.name: one.title for one in study.sections for t in one.tables}
    named = {t.name: t for t in study.tables if t.rows}
    tables = tuple(
        replace(named[name], title=titles[name], shown=_ROWS) for name in _SHOWN if name in named
    )
    said = (words for one in study.sections for words in one.sentences)
    return (Section(title, (*study.lead, *said), tables=tables),)
