"""Visitors to the back office."""

import pytest

from tests.backoffice.visitors import Visitor, admitted
from tests.cast import make_person
from ticketing.auth.models import Role


@pytest.fixture
def visitor(app) -> Visitor:
    """Return somebody who has not signed in."""
    return Visitor(app)


@pytest.fixture
def office(app, admin) -> Visitor:
    """Return the administrator `admin`, signed in to the back office."""
    return admitted(app, admin)


@pytest.fixture
def colleague(app):
    """Return another administrator."""
    return make_person(app, "colleague", Role.ADMIN)
