"""Labour and skill competitions 劳动和技能竞赛: from a job drill on the shop floor to a city final (promises B1–B5).

Nouns: season 赛季, battlefield 战场, trade 工种, contest 竞赛, office 赛务职务, entry 报名, layer 加密层, the sheet's rows 记分册,
outcome 成绩, appeal 申诉, rejudging 复核, honour 荣誉. A contest's rules are a scheme (selection/judging), locked before the
first mark; its result is computed from scheme and sheet, twice, and never edited.

Who decides: the organiser runs a contest, the season's union files it; each layer of pseudonyms is another person's; judges
mark, the chief judge corrects with a reason, supervisors hear appeals; a notice guards every honour, and the labour department
approves promotions. Rules: rulebook/competitions.yaml, docs/competitions.md.
"""
