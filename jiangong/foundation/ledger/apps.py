from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "jiangong.foundation.ledger"
    label = "ledger"
    verbose_name = "台账"
