from django.urls import path

from cases.web.case_file import past, proof, reviews
from cases.web.documents import files, hearing, originals, resuming
from cases.web.drafts import autosave, stepdrafts, texts
from cases.web.messages import notes, notices, thread
from cases.web.step import confirming, drafted, filed, papers, resolving, taking
from cases.web.systems import answers
from cases.web.workload import absence, many, owner, present

app_name = "cases"
urlpatterns = [
    path("next/", owner.take_next, name="take_next"),
    path("notices/", notices.notices, name="notices"),
    path("uploads/", resuming.begin, name="uploads"),
    path("uploads/<uuid:pk>/", resuming.half_upload, name="half_upload"),
    path("absences/", absence.home, name="absences"),
    path("absences/<uuid:pk>/withdraw/", absence.withdraw, name="withdraw_absence"),
    path("many/", many.begin, name="bulk"),
    path("many/<uuid:pk>/", many.result, name="bulk_result"),
    path("<uuid:pk>/owner/<slug:what>/", owner.change, name="owner"),
    path("<uuid:pk>/present/", present.present, name="present"),
    path("<uuid:pk>/document/<uuid:document_pk>/", files.show_document, name="document"),
    path("<uuid:pk>/document/<uuid:document_pk>/original/<int:position>/", originals.original, name="original"),
    path(
        "<uuid:pk>/document/<uuid:document_pk>/original/<int:position>/<int:number>/",
        originals.page,
        name="original_page",
    ),
    path("<uuid:pk>/letter/<uuid:letter_pk>/<slug:language>/", files.letter, name="letter"),
    path("<uuid:pk>/questionnaire/draft/<slug:language>/", files.questionnaire_draft, name="questionnaire_draft"),
    path("<uuid:pk>/questionnaire/<uuid:signature_pk>/<slug:language>/", files.questionnaire, name="questionnaire"),
    path("<uuid:pk>/filed/<uuid:signature_pk>/", filed.page, name="filed"),
    path("<uuid:pk>/filed/<uuid:signature_pk>/<slug:language>/", filed.record, name="filing_record"),
    path("<uuid:pk>/signature/<uuid:signature_pk>/<slug:part>/", files.signature, name="signature"),
    path("<uuid:pk>/deadline/<uuid:deadline_pk>/", proof.deadline, name="deadline"),
    path("<uuid:pk>/last-day/<uuid:letter_pk>/", proof.last_day, name="last_day"),
    path("<uuid:pk>/past/", past.as_it_stood, name="past"),
    path("<uuid:pk>/discrepancy/<uuid:discrepancy_pk>/", resolving.resolve, name="discrepancy"),
    path("<uuid:pk>/correction/<uuid:correction_pk>/", confirming.correction, name="correction"),
    path("<uuid:pk>/drafted/<uuid:act_pk>/", drafted.drafted, name="drafted"),
    path("<uuid:pk>/review/<slug:kind>/", reviews.review, name="review"),
    path("<uuid:pk>/draft/<uuid:draft_pk>/", stepdrafts.discard, name="discard_draft"),
    path("<uuid:pk>/typed/<slug:what>/", texts.save, name="typed_text"),
    path("<uuid:pk>/answers/", answers.answers, name="answers"),
    path("<uuid:pk>/notes/", notes.write, name="notes"),
    path("<uuid:pk>/notes/<uuid:note_pk>/", notes.strike, name="strike_note"),
    path("<uuid:pk>/messages/", thread.thread, name="thread"),
    path("<uuid:pk>/paper/<slug:name>/", papers.paper, name="step_paper"),
    path("<uuid:pk>/hearing/<slug:kind>/", hearing.papers, name="hearing_papers"),
    path("<uuid:pk>/<slug:name>/typed/", autosave.save, name="typed"),
    path("<uuid:pk>/<slug:name>/", taking.take, name="step"),
]
