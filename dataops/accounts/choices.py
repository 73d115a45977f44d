from django.db import models


class OrganisationKind(models.TextChoices):
    COMPANY = "company", "Our company"
    TEAM = "team", "In-house labeling team"
    VENDOR = "vendor", "Vendor"


class Role(models.TextChoices):
    PROGRAM_MANAGER = "program_manager", "Program manager"
    REQUESTER = "requester", "ML engineer"
    LABELER = "labeler", "Labeler"
    REVIEWER = "reviewer", "QA lead"
    VENDOR_MANAGER = "vendor_manager", "Vendor manager"
    VENDOR_ADMIN = "vendor_admin", "Vendor admin"
    VENDOR_LABELER = "vendor_labeler", "Vendor labeler"
    COMPLIANCE_OFFICER = "compliance_officer", "Compliance officer"
    LEADERSHIP = "leadership", "Leadership"
    ADMINISTRATOR = "administrator", "Administrator"


# Which kind of organisation a role belongs to: it decides behind which wall its holder works.
ROLES_OF = {
    OrganisationKind.TEAM: {Role.LABELER},
    OrganisationKind.VENDOR: {Role.VENDOR_ADMIN, Role.VENDOR_LABELER},
    OrganisationKind.COMPANY: {
        Role.PROGRAM_MANAGER,
        Role.REQUESTER,
        Role.REVIEWER,
        Role.VENDOR_MANAGER,
        Role.COMPLIANCE_OFFICER,
        Role.LEADERSHIP,
        Role.ADMINISTRATOR,
    },
}
# The roles of people behind a vendor's wall, as SQL writes a list of them.
OUTSIDE = str(tuple(sorted(map(str, ROLES_OF[OrganisationKind.TEAM] | ROLES_OF[OrganisationKind.VENDOR]))))


class TokenScope(models.TextChoices):
    READ = "read", "Read only"
    WRITE = "write", "Read and write"
