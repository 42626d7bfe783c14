"""The ledger's pages: entries for officers and auditors (persons masked), and for everyone the entries about them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from jiangong.foundation.common.paging import page_after
from jiangong.foundation.ledger import queries as ledger
from jiangong.foundation.rulebook.queries import used_by_entries
from jiangong.plan import queries
from jiangong.plan.forms import EntryFilter
from jiangong.plan.queries.records import record_of


def entries(request: HttpRequest) -> HttpResponse:
    """Entries of the unions within reach, newest first."""
    queries.require_reader(request.user)
    form = EntryFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    page = queries.newest_entries(request.user, request.GET.get("after"), **wanted)
    return render(
        request,
        "plan/ledger.html",
        {
            "form": form,
            "page": page,
            "rows": [record_of(entry) for entry in page.rows],
            "is_filtered": any(wanted.values()) or not form.is_valid(),
        },
        status=200 if form.is_valid() else 422,
    )


def entry(request: HttpRequest, number: int) -> HttpResponse:
    """One entry and its correction. The room that owns the record corrects it; this page only shows."""
    found = get_object_or_404(queries.entries_visible_to(request.user), pk=number)
    history = queries.entry_history(found)
    used = used_by_entries([number]).get(number, [])
    context = {"entry": history[0], "history": history, "number": number, "used": used}
    return render(request, "plan/entry.html", context)


def my_records(request: HttpRequest) -> HttpResponse:
    """What the ledger holds about me, in words, each with its receipt, and the command that checks one."""
    page = page_after(queries.my_records(request.user), request.GET.get("after"), newest_first=True)
    rows = queries.own_records(page.rows)
    return render(
        request,
        "plan/my_records.html",
        {
            "page": page,
            "rows": rows,
            "some_witnessed": any(one.is_witnessed for one in rows),
            "vkey": ledger.log_key() if rows else "",
        },
    )


def receipt(request: HttpRequest, number: int) -> HttpResponse:
    """凭证: proof of an entry about me, with the record and its salt. For nobody else; 404 while there is none."""
    found = queries.my_records(request.user).filter(pk=number).first()
    proof = ledger.receipt(found) if found else None
    if proof is None:
        raise Http404
    answer = HttpResponse(proof, content_type="text/plain; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="receipt-{number}.tlog-proof"'
    answer["Cache-Control"] = "private, no-store"
    return answer
