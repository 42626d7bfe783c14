"""The columns of a roster (总工办发〔2017〕14号, 实名制: member fields) under the names that real files use."""

from jiangong.foundation.common.spreadsheets import Column
from jiangong.foundation.people.states import DocumentType, Sex

EXAMPLE = "示例（导入时略过）"  # what the template's example row begins with

COLUMNS = (
    Column("name", ("姓名", "职工姓名", "会员姓名", "员工姓名", "人员姓名", "姓名全称", "名字", "name", "full name"), required=True),
    Column(
        "document",
        (
            "证件号码", "身份证号", "身份证号码", "公民身份号码", "公民身份证号码", "居民身份证号", "居民身份证号码", "身份号码",
            "证件号", "证件编号", "有效证件号码", "身份证", "身份证件号码", "身份证件号", "id number", "document number",
        ),
        required=True,
    ),
    Column("type", ("证件类型", "证件种类", "证件类别", "身份证件类型", "有效证件类型", "document type")),
    Column("sex", ("性别", "男/女", "sex", "gender")),
    Column("born_on", ("出生日期", "出生年月", "出生年月日", "生日", "出生时间", "birth date", "date of birth")),
    Column("phone", ("手机", "手机号", "手机号码", "移动电话", "联系手机", "本人手机", "联系电话", "联系方式", "电话", "电话号码", "mobile", "phone")),
    Column("ethnicity", ("民族", "族别", "ethnicity")),
    Column("education", ("学历", "文化程度", "最高学历", "受教育程度", "教育程度", "education")),
    Column("political_status", ("政治面貌", "政治面目", "political status")),
    Column("occupation", ("工种", "职业工种", "岗位工种", "职业（工种）", "从事工种", "岗位", "occupation")),
    Column("skill_level", ("技能等级", "职业技能等级", "职业资格等级", "技能级别", "技术等级", "职业资格", "skill level")),
    Column("joined_on", ("入会日期", "入会时间", "加入工会日期", "加入工会时间", "入会年月", "加入工会组织时间", "joined on")),
    Column("is_migrant_worker", ("是否农民工", "农民工", "是否为农民工", "农民工标识", "是否农民工会员", "migrant worker")),
    Column("employment_form", ("就业形态", "用工形式", "就业状态", "就业情况", "用工形态", "用工性质", "employment")),
    Column("household", ("户籍类型", "户口性质", "户籍性质", "户口类型", "户口类别", "户籍", "household")),
)  # fmt: skip

TITLES = {column.key: column.names[0] for column in COLUMNS}

_ETHNICITIES = [
    "汉",
    "蒙古",
    "回",
    "藏",
    "维吾尔",
    "苗",
    "彝",
    "壮",
    "布依",
    "朝鲜",
    "满",
    "侗",
    "瑶",
    "白",
    "土家",
    "哈尼",
    "哈萨克",
    "傣",
    "黎",
    "傈僳",
    "佤",
    "畲",
    "高山",
    "拉祜",
    "水",
    "东乡",
    "纳西",
    "景颇",
    "柯尔克孜",
    "土",
    "达斡尔",
    "仫佬",
    "羌",
    "布朗",
    "撒拉",
    "毛南",
    "仡佬",
    "锡伯",
    "阿昌",
    "普米",
    "塔吉克",
    "怒",
    "乌孜别克",
    "俄罗斯",
    "鄂温克",
    "德昂",
    "保安",
    "裕固",
    "京",
    "塔塔尔",
    "独龙",
    "鄂伦春",
    "赫哲",
    "门巴",
    "珞巴",
    "基诺",
]


def _spread(groups: dict[str, str]) -> dict[str, str]:
    """Every way of writing → the one way it is kept."""
    return {word: str(kept) for kept, words in groups.items() for word in (kept, *words.split())}


# Column key → every known way of writing → what is kept.
WORDINGS: dict[str, dict[str, str]] = {
    "type": _spread(
        {
            DocumentType.IDENTITY_CARD: "居民身份证 身份证 中国居民身份证 二代身份证 第二代居民身份证 二代证 内地居民身份证 临时身份证 居民 身份证件",
            DocumentType.PASSPORT: "护照 外国护照 中国护照 因私护照 普通护照",
            DocumentType.HONG_KONG_MACAU: "港澳居民证件 港澳居民来往内地通行证 港澳通行证 回乡证 港澳居民居住证 香港居民居住证 澳门居民居住证 港澳台居民居住证 港澳居民身份证",
            DocumentType.TAIWAN: "台湾居民证件 台湾居民来往大陆通行证 台胞证 台湾居民居住证 台湾通行证",
            DocumentType.PERMANENT_RESIDENCE: "外国人永久居留证 外国人永久居留身份证 永久居留证 外国人居留证",
        }
    ),
    "sex": _spread({Sex.MALE: "男 男性 男士 m male 1", Sex.FEMALE: "女 女性 女士 f female 2 0"}),
    "ethnicity": {word: f"{one}族" for one in _ETHNICITIES for word in (one, f"{one}族")}
    | {"穿青人": "穿青人", "外国血统": "外国血统"},
    "education": _spread(
        {
            "小学": "小学及以下 文盲 小学毕业",
            "初中": "初级中学 初中毕业 中学",
            "高中": "高级中学 高中毕业 普通高中 普高",
            "中专": "中等专科 中等职业教育 职高 职业高中 技校 中技 技工学校 中专中技 职专 中职",
            "大专": "大学专科 专科 高职 高等职业教育 大专毕业 大学专科毕业",
            "本科": "大学本科 大学 本科毕业 学士 大本 大学毕业 全日制本科",
            "硕士研究生": "硕士 研究生 硕士毕业 硕士及以上",
            "博士研究生": "博士 博士毕业",
        }
    ),
    "political_status": _spread(
        {
            "中共党员": "党员 中国共产党党员 共产党员 正式党员",
            "中共预备党员": "预备党员 中国共产党预备党员",
            "共青团员": "团员 中国共产主义青年团团员",
            "民主党派": "民革 民盟 民建 民进 农工党 致公党 九三学社 台盟 民革党员 民盟盟员 民建会员 民进会员 农工党党员 致公党党员 九三学社社员 台盟盟员",
            "无党派人士": "无党派 无党派民主人士",
            "群众": "普通群众 普通公民 无",
        }
    ),
    "skill_level": _spread(
        {
            "学徒工": "学徒",
            "初级工": "初级 五级 五级工 五级/初级工 初级技能",
            "中级工": "中级 四级 四级工 四级/中级工 中级技能",
            "高级工": "高级 三级 三级工 三级/高级工 高级技能",
            "技师": "二级 二级/技师",
            "高级技师": "一级 一级/高级技师",
            "特级技师": "特级",
            "首席技师": "首席",
            "无": "无等级 未评定 没有 暂无",
        }
    ),
    "is_migrant_worker": _spread(
        {"是": "y yes true 1 √ ✓ 农民工 对", "否": "n no false 0 × 非农民工 不是 x"}
    ),
    "employment_form": _spread(
        {
            "单位就业": "在职 在岗 正式 正式工 合同工 合同制 全日制 单位用工 劳动合同",
            "劳务派遣": "派遣 派遣工 劳务工",
            "灵活就业": "灵活 自由职业 非全日制 临时工",
            "货车司机": "",
            "网约车司机": "网约车",
            "快递员": "快递",
            "外卖配送员": "外卖 外卖员 骑手 外卖骑手 网约配送员",
            "其他新就业形态": "新就业形态 新业态",
            "个体经营": "个体 个体户 个体工商户",
            "内退或待岗": "内退 待岗 下岗",
            "失业": "待业",
        }
    ),
    "household": _spread(
        {
            "城镇": "城镇户口 城镇户籍 非农业 非农 非农业户口 城市 居民户 本地城镇 外地城镇",
            "农村": "农村户口 农村户籍 农业 农业户口 农户 本地农村 外地农村",
            "港澳台": "港澳台户籍",
            "外籍": "外国籍",
        }
    ),
}

# What the template's drop-downs offer.
OPTIONS: dict[str, tuple[str, ...]] = {
    "type": tuple(
        str(label) for label in ("居民身份证", "护照", "港澳居民证件", "台湾居民证件", "外国人永久居留证")
    ),
    "sex": ("男", "女"),
    "is_migrant_worker": ("是", "否"),
} | {
    key: tuple(dict.fromkeys(WORDINGS[key].values()))
    for key in ("ethnicity", "education", "political_status", "skill_level", "employment_form", "household")
}
