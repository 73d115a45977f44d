from dataops.accounts.models.invitation import Invitation
from dataops.accounts.models.organisation import Organisation
from dataops.accounts.models.token import ApiToken
from dataops.accounts.models.user import User

__all__ = ["ApiToken", "Invitation", "Organisation", "User"]
