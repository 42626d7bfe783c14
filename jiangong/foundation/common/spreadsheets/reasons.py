"""Why a file cannot be read: one sentence what is wrong, one what to do. And the limits, stated once."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal, Refused

MOST_BYTES = 30 * 1024 * 1024  # of the file as uploaded
MOST_INFLATED = 400 * 1024 * 1024  # of all parts of an .xlsx together, unpacked
MOST_ROWS = 100_000  # of data, the header and what stands above it not counted


class Unreadable(Refused):
    """The file is not a spreadsheet we can read; nothing was read."""


class SpreadsheetReason:
    EMPTY = Refusal(
        "spreadsheets.empty", _("文件是空的。"), remedy=_("请确认选对了文件，另存一次再上传。"), status=422
    )
    TOO_LARGE = Refusal(
        "spreadsheets.too_large",
        _("文件有 %(size)s MB，超过了 %(most)s MB 的上限。"),
        remedy=_("请删去图片和多余的工作表，或者分成几个文件上传。"),
        status=422,
    )
    TOO_MANY_ROWS = Refusal(
        "spreadsheets.too_many_rows",
        _("表格超过 %(most)s 行。"),
        remedy=_("请分成几个文件，一次上传一个。"),
        status=422,
    )
    BOMB = Refusal(
        "spreadsheets.inflates_too_far",
        _("文件解压后大得不正常，为安全起见没有打开。"),
        remedy=_("请把内容复制到一个新的工作簿里，另存后再上传。"),
        status=422,
    )
    PASSWORD = Refusal(
        "spreadsheets.password",
        _("文件加了打开密码。"),
        remedy=_("请在 Excel 或 WPS 里取消密码，另存后再上传。"),
        status=422,
    )
    WEB_PAGE = Refusal(
        "spreadsheets.web_page",
        _("这是一个网页，只是文件名像表格。"),
        remedy=_("请用 Excel 或 WPS 打开它，另存为 .xlsx 后再上传。"),
        status=422,
    )
    NOT_A_SPREADSHEET = Refusal(
        "spreadsheets.not_a_spreadsheet",
        _("这不是表格文件。"),
        remedy=_("请上传 .xlsx、.xls 或 .csv 文件。"),
        status=422,
    )
    BROKEN = Refusal(
        "spreadsheets.broken",
        _("文件已损坏，打不开。"),
        remedy=_("请在 Excel 或 WPS 里打开原文件，另存一次再上传。"),
        status=422,
    )
    NO_ROWS = Refusal(
        "spreadsheets.no_rows",
        _("工作表里没有内容。"),
        remedy=_("请确认数据在没有隐藏的工作表里。"),
        status=422,
    )
    NO_HEADER = Refusal(
        "spreadsheets.no_header",
        _("前 %(searched)s 行里没有找到表头：缺少“%(missing)s”列。"),
        remedy=_("请加上一行表头，列名写作：%(missing)s。也可以下载模板填写。"),
        status=422,
    )
    TWO_COLUMNS = Refusal(
        "spreadsheets.two_columns",
        _("表头里“%(first)s”和“%(second)s”都像“%(column)s”列，不能确定用哪一列。"),
        remedy=_("请只保留一列，或者改掉另一列的列名。"),
        status=422,
    )
