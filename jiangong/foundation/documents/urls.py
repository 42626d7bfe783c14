"""Addresses of documents: the public check, the workbench, files that people handed in."""

from django.urls import path

from jiangong.foundation.documents.views import attachments, checking, letters, workbench

app_name = "documents"

urlpatterns = [
    path("documents/check/", checking.check_form, name="check_form"),
    path("documents/check/<str:code>/", checking.check, name="check"),
    path("workbench/documents/", workbench.documents, name="documents"),
    path("workbench/documents/mark/", workbench.mark, name="mark"),
    path("workbench/documents/new/", workbench.templates, name="templates"),
    path("workbench/documents/new/<str:template>/", workbench.new, name="new"),
    path("workbench/documents/<int:pk>/", letters.document, name="document"),
    path("workbench/documents/<int:pk>/issue/", letters.issue, name="issue"),
    path("workbench/documents/<int:pk>/dropping/", letters.drop, name="drop"),
    path("workbench/documents/<int:pk>/scan/", letters.scan, name="scan"),
    path("workbench/documents/<int:pk>/withdrawal/", letters.withdrawal, name="withdrawal"),
    path("workbench/documents/<int:pk>/page.png", letters.picture, name="picture"),
    path("workbench/documents/<int:pk>/letter.pdf", letters.file, {"ending": "pdf"}, name="pdf"),
    path("workbench/documents/<int:pk>/letter.docx", letters.file, {"ending": "docx"}, name="docx"),
    path("attachments/<int:pk>/", attachments.attachment, name="attachment"),
    path("attachments/<int:pk>/removal/", attachments.removal, name="removal"),
    path("attachments/to/<str:purpose>/<int:subject>/", attachments.attach, name="attach"),
]
