"""Why a file is not taken, and how the families of files are called."""

from django.utils.translation import gettext_lazy as _

from jiangong.foundation.common.refusals import Refusal


class Checked:
    """Why a file is not taken: what is wrong with it and what to do, for those who send it."""

    EMPTY = Refusal(
        "documents.file_empty", _("文件是空的。"), remedy=_("请确认选对了文件，再传一次。"), status=422
    )
    TOO_LARGE = Refusal(
        "documents.file_too_large",
        _("文件有 %(size)s MB，超过了 %(most)s MB 的上限。"),
        remedy=_("请压缩图片或者拆成几个文件再传。"),
        status=422,
    )
    UNKNOWN_TYPE = Refusal(
        "documents.file_type_unknown",
        _("不收这种文件。"),
        rule=_("看的是文件的内容，不是文件名的后缀。这里收：%(accepts)s。"),
        remedy=_("请另存为 PDF 再传。"),
        status=422,
    )
    NOT_ACCEPTED = Refusal(
        "documents.file_type_not_accepted",
        _("这是%(is)s，这里不收。"),
        rule=_("这里收：%(accepts)s。"),
        remedy=_("请另存为 PDF 再传。"),
        status=422,
    )
    BROKEN = Refusal(
        "documents.file_broken",
        _("文件已损坏，打不开。"),
        remedy=_("请在原来的程序里打开，另存一次再传。"),
        status=422,
    )
    IMAGE_TOO_BIG = Refusal(
        "documents.image_too_big",
        _("图片有 %(pixels)s 万像素，超过了 %(most)s 万的上限。"),
        rule=_("展开后过大的图片会占满服务器的内存，没有打开。"),
        remedy=_("请缩小图片再传。"),
        status=422,
    )
    ENCRYPTED = Refusal(
        "documents.file_encrypted",
        _("文件加了密码或者使用限制。"),
        rule=_("加密的文件查不了里面有什么，也保证不了以后打得开。"),
        remedy=_("请取消密码，另存后再传。"),
        status=422,
    )
    ACTIVE = Refusal(
        "documents.file_active",
        _("文件里有会自己运行或者连到外面的内容：%(what)s。"),
        rule=_("存档的文件只收文字和图像；已经签过名的文件改不得，所以不替您删，整份不收。"),
        remedy=_("请打印成新的 PDF（另存为 PDF/A 最好）再传。"),
        status=422,
    )
    BOMB = Refusal(
        "documents.file_inflates_too_far",
        _("文件解压后大得不正常，或者里面的文件太多，为安全起见没有打开。"),
        remedy=_("请把要交的内容单独存成文件再传。"),
        status=422,
    )
    NESTED = Refusal(
        "documents.archive_content",
        _("压缩包里有不收的文件：%(name)s。"),
        rule=_("压缩包里只收文档、图片和文本，不收程序、脚本、网页和另一个压缩包。"),
        remedy=_("请去掉它，或者把文件一个个上传。"),
        status=422,
    )
    INFECTED = Refusal(
        "documents.file_infected",
        _("查毒程序认为文件有问题：%(found)s。"),
        remedy=_("请在您的电脑上查毒，换一份干净的再传。"),
        status=422,
    )
    SCANNER_DOWN = Refusal(
        "documents.scanner_down",
        _("查毒程序没有应答，文件没有收下。"),
        rule=_("设置了查毒的，没有查过的文件不收。"),
        remedy=_("请过几分钟再传；一直如此，请系统管理员检查查毒服务。"),
        status=503,
    )


# How the families of files are called, for the rules above.
FAMILIES = {
    "image": _("图片（JPEG、PNG、WebP、BMP、TIFF、GIF）"),
    "pdf": _("PDF"),
    "office": _("办公文档（Word、Excel、PPT、WPS、OFD）"),
    "text": _("纯文本（TXT、CSV）"),
    "archive": _("ZIP 压缩包"),
}
