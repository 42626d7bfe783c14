"""Convalescence bases 疗休养基地 (plan G3): where workers convalesce, by which contract, and whether that was good.

Nouns: base 基地, contract 合同 (days, price a person and day, places), inspection 检查 with findings 检查项, audit 审计,
rating 年度评定 (satisfaction, inspections, audit → score → renew 续约 | warn 警示 | delist 退出).
A base is entered as a draft 筹备 → listed 在列 → closed 停用. A contract: draft 草签 → signed 已签订 → ended 已终止.
An inspection with findings waits for the base to mend them within its days. The yearly rating is computed, decided by an
officer, shown 公示 for its days, and then in force: a delisted base gets no contract and no batch until the day the rule gives.
Which batch goes where is decided in journeys/convalescing: this room knows no programme. docs/bases.md.
"""
