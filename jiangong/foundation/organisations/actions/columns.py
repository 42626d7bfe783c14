"""The columns of a spreadsheet of unions, under all their usual names; the first is the one we write ourselves."""

from jiangong.foundation.common.spreadsheets import Column

COLUMNS = (
    Column("code", ("组织编码", "工会编码", "编码", "组织代码")),
    Column("name", ("名称", "工会名称", "组织名称", "基层工会名称", "工会全称", "全称"), required=True),
    Column("short_name", ("简称", "工会简称")),
    Column("kind", ("组织类型", "类型", "工会类型", "工会类别", "类别")),
    Column("parent_code", ("上级编码", "上级组织编码", "上级工会编码")),
    Column("parent", ("上级名称", "上级工会", "上级组织", "上级", "上级工会名称", "主管工会", "隶属工会")),
    Column("industry", ("行业工会", "所属行业工会", "行业工会联合会")),
    Column("founded_on", ("成立日期", "建会日期", "建会时间", "成立时间")),
    Column("credit_code", ("统一社会信用代码", "社会信用代码", "信用代码", "工会法人统一社会信用代码")),
    Column("credit_code_override", ("信用代码校验不符的说明", "信用代码说明")),
    Column("employer_name", ("单位名称", "企业名称", "所在单位", "法人单位名称")),
    Column("employer_type", ("单位类型", "单位性质", "经济类型")),
    Column("economic_industry", ("国民经济行业", "所属行业", "行业")),
    Column("address", ("地址", "单位地址", "办公地址")),
    Column("division_code", ("行政区划代码", "区划代码")),
)
HEADINGS = {column.key: column.names[0] for column in COLUMNS}
EXAMPLE = "示例"  # how the template's example row begins
