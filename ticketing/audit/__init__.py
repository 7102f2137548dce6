"""The audit record: who did what to which user or ticket, when and from where. Entries are only ever added."""

from ticketing.audit.models import AuditEntry, Verb, Via
from ticketing.audit.service import NOBODY, Person, act_as, actor, record

__all__ = ["NOBODY", "AuditEntry", "Person", "Verb", "Via", "act_as", "actor", "record"]
