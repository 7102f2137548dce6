"""The Flask extensions, unbound; imports nothing of ours, so that everything may import it."""

from typing import TYPE_CHECKING

from flask_cors import CORS
from flask_jwt_extended import JWTManager
from flask_migrate import Migrate
from flask_smorest import Api
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase

# Names for every constraint, so that a migration can drop what an earlier one made, on either database.
NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The base of every model."""

    metadata = MetaData(naming_convention=NAMING)


# Objects stay readable after the commit: an answer is made from them without another query.
db = SQLAlchemy(model_class=Base, session_options={"expire_on_commit": False})
# The extension makes its base class at run time, where mypy can't see it.
if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model
migrate = Migrate()
cors = CORS()
jwt = JWTManager()
api = Api()
