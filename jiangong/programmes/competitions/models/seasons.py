"""Seasons, what they serve, and the catalogue of trades."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from jiangong.foundation.organisations.models import Organisation
from jiangong.programmes.competitions.states import Battle, SeasonState


class Trade(models.Model):
    """An occupation 职业 of one edition of the classification 职业分类大典, or a trade 工种 of it.

    `code` is the occupation's (X-XX-XX-XX); `trade` is empty for the occupation itself. Editions stand side by side: a
    contest keeps the trade it was called under.
    """

    edition = models.CharField(_("大典版次"), max_length=10, default="2022")
    code = models.CharField(_("职业编码"), max_length=16)
    occupation = models.CharField(_("职业"), max_length=80)
    trade = models.CharField(_("工种"), max_length=80, blank=True, default="")
    leading_industry = models.CharField(_("产业"), max_length=40, blank=True, default="")
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["edition", "code", "trade"], name="one_trade_per_edition"),
        ]

    def __str__(self) -> str:
        return self.trade or self.occupation

    @property
    def key(self) -> str:
        """What the ledger counts distinct trades by: the code, with the trade's name where it is one of several."""
        return f"{self.code}/{self.trade}" if self.trade else self.code


class Season(models.Model):
    """A year of contests 赛季, announced by one union; all organisers below it call theirs in it."""

    year = models.PositiveSmallIntegerField(_("年度"))
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    name = models.CharField(_("名称"), max_length=80)
    theme = models.CharField(_("主题"), max_length=200, blank=True, default="")
    state = models.CharField(max_length=8, choices=SeasonState.choices, default=SeasonState.OPEN)
    is_demonstration = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year"], name="one_season_a_year"),
        ]

    def __str__(self) -> str:
        return self.name


class Battlefield(models.Model):
    """A strategy, project, industry or park that contests of a season serve 竞赛战场."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="battlefields")
    kind = models.CharField(_("类别"), max_length=10, choices=Battle.choices)
    name = models.CharField(_("名称"), max_length=80)
    document_number = models.CharField(_("依据文号"), max_length=60, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["season", "name"], name="one_battlefield_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
