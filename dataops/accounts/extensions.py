"""What people and the machinery show an administrator on the home."""

from dataops.accounts.choices import Role
from dataops.accounts.reports import administrator_tiles
from dataops.work import home

home.figures.register(Role.ADMINISTRATOR, administrator_tiles)
