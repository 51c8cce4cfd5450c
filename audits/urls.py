"""Addresses of the audits, below a school."""

from django.urls import URLPattern, path

from .views import (
    answering,
    asking,
    entitlement,
    entries,
    index,
    judging,
    levels,
    needs,
    offers,
    purchases,
    register_imports,
    registers,
    selfreview,
    skills,
    statements,
    strands,
    training,
)

app_name = "audits"

urlpatterns: list[URLPattern] = [
    # Where we are
    path("where-we-are/", index.index, name="index"),
    # Entitlement
    path("where-we-are/entitlement/", entitlement.entitlement, name="entitlement"),
    path("where-we-are/entitlement/gaps/", entitlement.gaps, name="gaps"),
    path("where-we-are/entitlement/statements/", statements.statements, name="statements"),
    path("where-we-are/entitlement/statements/adopt/", statements.adopt, name="adopt"),
    path("where-we-are/entitlement/statements/add/", statements.add, name="statement_add"),
    path(
        "where-we-are/entitlement/statements/updates/",
        statements.updates,
        name="statement_updates",
    ),
    path(
        "where-we-are/entitlement/statements/<int:statement>/",
        statements.statement,
        name="statement",
    ),
    path(
        "where-we-are/entitlement/statements/<int:statement>/retire/",
        statements.retire,
        name="statement_retire",
    ),
    path(
        "where-we-are/entitlement/statements/<int:statement>/back/",
        statements.bring_back,
        name="statement_back",
    ),
    path("where-we-are/entitlement/<int:subject>/<str:stage>/", entitlement.cell, name="cell"),
    path(
        "where-we-are/entitlement/<int:subject>/<str:stage>/sign/",
        entitlement.sign,
        name="sign_entitlement",
    ),
    path("where-we-are/entitlement/<int:subject>/<str:stage>/rest/", entitlement.rest, name="rest"),
    path(
        "where-we-are/entitlement/<int:subject>/<str:stage>/<int:statement>/",
        entitlement.answer,
        name="answer",
    ),
    # Training needs
    path("where-we-are/training/", training.training, name="training"),
    path("where-we-are/training/plan/", training.plan, name="training_plan"),
    path("where-we-are/training/statements/", skills.statements, name="skills_statements"),
    path("where-we-are/training/statements/adopt/", skills.adopt, name="skills_adopt"),
    path("where-we-are/training/statements/add/", skills.add, name="skill_add"),
    path("where-we-are/training/statements/<int:skill>/", skills.skill, name="skill"),
    path(
        "where-we-are/training/statements/<int:skill>/retire/", skills.retire, name="skill_retire"
    ),
    path("where-we-are/training/statements/<int:skill>/back/", skills.back, name="skill_back"),
    path("where-we-are/training/offers/", offers.offers, name="offers"),
    path("where-we-are/training/offers/add/", offers.add, name="offer_add"),
    path("where-we-are/training/offers/<int:offer>/", offers.offer, name="offer"),
    path("where-we-are/training/offers/<int:offer>/edit/", offers.edit, name="offer_edit"),
    path("where-we-are/training/offers/<int:offer>/cancel/", offers.cancel, name="offer_cancel"),
    path("where-we-are/training/offers/<int:offer>/place/", offers.sign_up, name="offer_place"),
    path(
        "where-we-are/training/offers/<int:offer>/who-came/", offers.attendance, name="attendance"
    ),
    path("where-we-are/training/offers/<int:offer>/after/", offers.after, name="offer_after"),
    path("where-we-are/training/ask/", asking.open_round, name="skills_open"),
    path("where-we-are/training/ask-again/", asking.repeat, name="skills_repeat"),
    path("where-we-are/training/<int:skills>/", asking.skills, name="skills"),
    path("where-we-are/training/<int:skills>/until/", asking.move, name="skills_move"),
    path("where-we-are/training/<int:skills>/more/", asking.more, name="skills_more"),
    path("where-we-are/training/<int:skills>/close/", asking.close, name="skills_close"),
    path("where-we-are/training/<int:skills>/remind/", asking.remind, name="skills_remind"),
    path("where-we-are/training/<int:skills>/answer/", answering.start, name="skills_answer"),
    path("where-we-are/training/<int:skills>/about/", answering.about, name="skills_about"),
    path(
        "where-we-are/training/<int:skills>/answer/<slug:area>/", answering.area, name="skills_area"
    ),
    path(
        "where-we-are/training/<int:skills>/answer/<slug:area>/<int:question>/",
        answering.tap,
        name="skills_tap",
    ),
    path("where-we-are/training/<int:skills>/results/", needs.needs, name="needs"),
    path(
        "where-we-are/training/<int:skills>/results/<slug:area>/",
        needs.needs_area,
        name="needs_area",
    ),
    path(
        "where-we-are/training/<int:skills>/people/<int:asked>/",
        needs.answers,
        name="skills_answers",
    ),
    path("where-we-are/training/<int:skills>/help/", needs.helping, name="helping"),
    # Self-review
    path("where-we-are/self-review/", selfreview.index, name="selfreviews"),
    path("where-we-are/self-review/open/", selfreview.open_review, name="selfreview_open"),
    path("where-we-are/self-review/again/", selfreview.repeat, name="selfreview_repeat"),
    path("where-we-are/self-review/strands/", strands.index, name="selfreview_strands"),
    path("where-we-are/self-review/strands/take/", strands.adopt, name="selfreview_adopt"),
    path("where-we-are/self-review/strands/<int:own>/", strands.own, name="selfreview_own"),
    path(
        "where-we-are/self-review/strands/<int:own>/answer/",
        strands.answer,
        name="selfreview_answer",
    ),
    path(
        "where-we-are/self-review/strands/<int:own>/retire/",
        strands.retire,
        name="selfreview_retire",
    ),
    path(
        "where-we-are/self-review/strands/<int:own>/back/",
        strands.bring_back,
        name="selfreview_back",
    ),
    path("where-we-are/self-review/<int:selfreview>/", selfreview.page, name="selfreview"),
    path(
        "where-we-are/self-review/<int:selfreview>/invite/",
        selfreview.invite,
        name="selfreview_invite",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/until/",
        selfreview.until,
        name="selfreview_until",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/remind/",
        selfreview.remind,
        name="selfreview_remind",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/reveal/",
        selfreview.reveal,
        name="selfreview_reveal",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/call-off/",
        selfreview.call_off,
        name="selfreview_call_off",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/judge/", judging.start, name="selfreview_judge"
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/judge/<str:part>/",
        judging.strand,
        name="selfreview_strand",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/judge/<str:part>/say/",
        judging.tap,
        name="selfreview_tap",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/levels/<str:part>/",
        levels.level,
        name="selfreview_level",
    ),
    path(
        "where-we-are/self-review/<int:selfreview>/agree/",
        levels.agree_all,
        name="selfreview_agree",
    ),
    # Registers
    path("where-we-are/registers/", registers.registers, name="registers"),
    path("where-we-are/registers/list/", registers.entry_list, name="entries"),
    path("where-we-are/registers/falls-due/", registers.falling, name="falling"),
    path("where-we-are/registers/forecast/", registers.coming, name="forecast"),
    path("where-we-are/registers/bring/", register_imports.bring, name="register_bring"),
    path(
        "where-we-are/registers/bring/<int:imported>/",
        register_imports.bringing,
        name="register_bringing",
    ),
    path(
        "where-we-are/registers/bring/<int:imported>/original/",
        register_imports.original,
        name="register_original",
    ),
    path("where-we-are/registers/workbook/", register_imports.workbook, name="register_workbook"),
    path("where-we-are/registers/add/", entries.add, name="entry_add"),
    path("where-we-are/registers/purchases/", purchases.purchases, name="purchases"),
    path("where-we-are/registers/purchases/ask/", purchases.ask, name="purchase_ask"),
    path("where-we-are/registers/purchases/<int:purchase>/", purchases.purchase, name="purchase"),
    path(
        "where-we-are/registers/purchases/<int:purchase>/edit/",
        purchases.edit,
        name="purchase_edit",
    ),
    path(
        "where-we-are/registers/purchases/<int:purchase>/quotes/",
        purchases.quote,
        name="quote",
    ),
    path(
        "where-we-are/registers/purchases/<int:purchase>/quotes/<int:quote>/",
        purchases.letter,
        name="quote_letter",
    ),
    path(
        "where-we-are/registers/purchases/<int:purchase>/decide/",
        purchases.decide,
        name="purchase_decide",
    ),
    path(
        "where-we-are/registers/purchases/<int:purchase>/order/",
        purchases.order,
        name="purchase_order",
    ),
    path(
        "where-we-are/registers/purchases/<int:purchase>/receive/",
        purchases.receive,
        name="purchase_receive",
    ),
    path(
        "where-we-are/registers/purchases/<int:purchase>/withdraw/",
        purchases.withdraw,
        name="purchase_withdraw",
    ),
    path("where-we-are/registers/<int:entry>/", entries.entry, name="entry"),
    path("where-we-are/registers/<int:entry>/edit/", entries.edit, name="entry_edit"),
    path("where-we-are/registers/<int:entry>/renew/", entries.renew, name="entry_renew"),
    path("where-we-are/registers/<int:entry>/retire/", entries.retire, name="entry_retire"),
    path("where-we-are/registers/<int:entry>/back/", entries.bring_back, name="entry_back"),
    path("where-we-are/registers/<int:entry>/papers/", entries.paper_add, name="paper_add"),
    path("where-we-are/registers/<int:entry>/papers/<int:paper>/", entries.paper, name="paper"),
    path("where-we-are/registers/<int:entry>/log/", entries.log, name="log"),
    path(
        "where-we-are/registers/<int:entry>/log/<int:line>/remove/",
        entries.log_remove,
        name="log_remove",
    ),
    path(
        "where-we-are/registers/<int:entry>/papers/<int:paper>/remove/",
        entries.paper_remove,
        name="paper_remove",
    ),
]
