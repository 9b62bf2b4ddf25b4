"""The console's signing keys: rotated in order and by two, their history, and who has them."""

import json
from base64 import urlsafe_b64decode
from dataclasses import replace

from idp.administration.client_ports import ClientUse
from tests.support.builders import a_client
from tests.support.officials import Officials
from tests.support.seated import at_desk, shown
from tests.support.site import TEST_ORIGIN, Site
from tests.support.visitor import Page

DAY = 86_400
ORDERLY = ("rotate", "replace")


def test_the_ring_of_keys_is_a_picture_and_a_table(
    officials: Officials,
) -> None:
    page = at_desk(officials, "an").open("/console/keys")
    assert '<rect class="active"' in page.text
    assert "ES256" in shown(page, "keys")


def test_what_is_due_is_rotated_at_once_and_nothing_twice(site: Site, officials: Officials) -> None:
    """Keys of 90 days: the successor is announced ten minutes before."""
    visitor = at_desk(officials, "an")
    page = visitor.open("/console/keys")
    assert visitor.press(page, "rotate").headers["Location"].endswith("done=nothing_due")
    before = len(site.events("key_announced"))
    site.clock.turn(90 * DAY - 300)
    visitor = at_desk(officials, "an")
    page = visitor.open("/console/keys")
    assert visitor.press(page, "rotate").headers["Location"].endswith("done=rotated")
    told = site.events("key_announced")[before:]
    assert told
    assert {one["actor"] for one in told} == {officials.ids["an"]}
    assert visitor.press(page, "rotate").headers["Location"].endswith("done=nothing_due")
    assert "Đã công bố" in shown(visitor.open("/console/keys"), "keys")


def test_an_emergency_rotation_is_told_in_words_and_waits_for_another(
    site: Site, officials: Officials
) -> None:
    visitor = at_desk(officials, "an")
    form = visitor.open("/console/keys/replace")
    assert "năm phút" in shown(form, "consequences")
    wrong = visitor.press(form, "propose", reason=" ")
    assert (wrong.status_code, "reason-error" in Page(wrong.text).ids) == (400, True)
    done = visitor.press(form, "propose", reason="Bản sao lưu bị lấy cắp")
    assert done.headers["Location"] == "/console/keys?done=proposed"
    (proposed,) = site.events("key_rotation_proposed")
    number = proposed["details"]["proposal"]
    page = at_desk(officials, "binh").open(f"/console/approvals/{number}")
    assert "Bản sao lưu bị lấy cắp" in shown(page, "difference")
    assert not site.events("keys_rotated_immediately")


def test_the_auditor_reads_keys_and_their_history_and_turns_none(officials: Officials) -> None:
    officials.give("chi", "auditor")
    visitor = at_desk(officials, "chi")
    ids = Page(visitor.open("/console/keys").text).ids
    assert not set(ORDERLY) & set(ids)
    assert "no-history" in Page(visitor.open("/console/keys/history").text).ids


def test_the_history_is_a_table_and_a_signed_file(site: Site, officials: Officials) -> None:
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        context.custody.replace_all(context.now, context.vault)
        unit.commit()
    site.clock.turn(2)
    visitor = at_desk(officials, "an")
    page = visitor.open("/console/keys/history")
    assert "ES256" in shown(page, "keys")
    told = visitor.open("/console/keys/history.jwt")
    assert told.content_type == "application/jwk-set+jwt"
    assert told.headers["Content-Disposition"] == 'attachment; filename="key-history.jwt"'
    assert told.headers["Cache-Control"] == "no-store"
    header, claims = (
        json.loads(urlsafe_b64decode(f"{part}==")) for part in told.text.split(".")[:2]
    )
    assert header["typ"] == "jwk-set+jwt"
    assert claims["iss"] == site.provider.settings.issuer
    assert claims["keys"]


def test_who_fetched_the_keys_is_searched_and_shown_inside_ones_own_place(
    site: Site, officials: Officials
) -> None:
    now = site.clock.now()
    ours = replace(a_client(), client_id="ours", name="Cổng của Bộ", organisation="G12")
    with site.provider.unit(TEST_ORIGIN) as unit:
        context = unit.administration
        for client in (
            ours,
            replace(ours, client_id="late", name="Trục cũ"),
            replace(ours, client_id="theirs", name="Cổng khác", organisation="G13"),
        ):
            assert context.clients.add(client, now)
        context.client_notes.note_use(ClientUse(client_id="ours", what="jwks", last_at=now))
        context.client_notes.note_use(ClientUse(client_id="late", what="jwks", last_at=1))
        unit.commit()
    whole = at_desk(officials, "an").open("/console/keys/fetches")
    assert "Cổng khác" in shown(whole, "fetched")
    officials.give("chi", "service_owner", "G12")
    visitor = at_desk(officials, "chi")
    page = visitor.open("/console/keys/fetches")
    assert shown(page, "fetched").count("Đã tải") == 1
    assert "Trục cũ" in page.text
    assert "Cổng khác" not in page.text
    found = visitor.open("/console/keys/fetches?search=TRỤC")
    assert ("Trục cũ" in found.text, "Cổng của Bộ" in found.text) == (True, False)
    assert "no-services" in Page(visitor.open("/console/keys/fetches?search=x").text).ids
