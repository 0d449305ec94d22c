"""Settings: what is wrong is refused with a sentence, a key is never shown."""

import pytest
from sqlalchemy import Engine as Database

from studio import audit, database, saved_settings
from studio.audit import AuditFilter
from studio.providers import catalogue, registry
from studio.sandbox import server as sandbox
from studio.settings import Settings, variable_of
from studio.tables import Deed
from studio.ui.settings import providers
from studio.ui.words import literal
from tests.own_studio import forget
from tests.pages.conftest import Open
from tests.pages.shown import choice, keys, words

KEY = "luma-secret-4711-not-for-eyes"


def label_of(provider: str) -> str:
    """What it calls itself in its own sentences."""
    return registry.make(provider, Settings()).label


def key_of(provider: str) -> str:
    """The environment's name for its key."""
    return variable_of(f"{provider}_api_key")


def current(studio: Database) -> Settings:
    with database.reading(studio) as session:
        return saved_settings.current(session)


def test_without_a_key_the_page_says_how_to_set_one(visit: Open):
    assert "No key yet: save one here, or set LUMA_API_KEY" in words(visit("settings"))


def test_a_key_is_told_of_and_never_shown(visit: Open, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LUMA_API_KEY", KEY)
    forget()
    page = visit("settings")
    assert "A key is set, from the environment (LUMA_API_KEY)." in words(page)
    assert KEY not in str(page) and KEY not in words(page)


def test_a_limit_is_saved_and_can_go_back_to_its_default(visit: Open, studio: Database):
    page = visit("settings")
    page.number_input(key="luma_max_running").set_value(3)
    page.button(key="save_luma").click().run()
    assert current(studio).luma_max_running == 3
    assert visit("settings").number_input(key="luma_max_running").value == 3
    page.button(key="reset_luma").click().run()
    assert current(studio).luma_max_running == 10
    assert page.number_input(key="luma_max_running").value == 10 and "reset_luma" not in keys(page)


def test_the_limits_of_a_tier_are_filled_in_and_saved_by_the_person(visit: Open, studio: Database):
    page = visit("settings")
    third = catalogue.PACES["runway"].tiers[2]
    page.selectbox(key="runway_tier").set_value(third).run()
    assert page.number_input(key="runway_max_running").value == 5 and current(studio).runway_max_running == 2
    page.button(key="save_runway").click().run()
    assert current(studio).runway_max_running == 5


def test_a_changed_setting_stands_in_the_audit_list_without_its_value(visit: Open, studio: Database):
    page = visit("settings")
    page.number_input(key="luma_max_running").set_value(3)
    page.button(key="save_luma").click().run()
    page.button(key="reset_luma").click().run()
    with database.reading(studio) as session:
        back, saved = audit.find(session, AuditFilter(deed=Deed.SETTING_CHANGED))
    assert (saved.who, saved.about, saved.sentence) == ("local", "luma max running", "saved")
    assert "luma max running" in back.about and back.sentence == "back to the default"


def test_a_wrong_address_is_refused_with_a_sentence_and_nothing_is_kept(visit: Open, studio: Database):
    page = visit("settings")
    page.text_input(key="luma_base_url").input("ftp://example.com")
    page.number_input(key="luma_max_running").set_value(4)
    page.button(key="save_luma").click().run()
    assert "an address begins with https://" in words(page)
    assert current(studio).luma_max_running == 10


def test_new_briefs_start_with_the_defaults(visit: Open):
    page = visit("settings", section="Defaults")
    page.selectbox(key="default_model").select("luma:ray-flash-2")
    page.selectbox(key="default_resolution").select("540p")
    page.button(key="save_new_briefs").click().run()
    create = visit("create")
    assert create.selectbox(key="model").value == "luma:ray-flash-2"
    assert choice(create, "resolution").value == "540p"


def test_a_model_may_begin_otherwise_than_all_others(visit: Open, studio: Database):
    page = visit("settings", section="Defaults")
    page.selectbox(key="own_model").set_value("luma:ray-2").run()
    page.selectbox(key="own_duration_s_luma:ray-2").set_value(9)
    page.selectbox(key="own_ratio_luma:ray-2").set_value("21:9")
    page.button(key="save_own").click().run()
    own = current(studio).model_defaults["luma:ray-2"]
    assert (own.duration_s, own.ratio) == (9, "21:9") and "Luma Ray 2" in words(page)
    page.selectbox(key="default_model").select("luma:ray-2")
    page.button(key="save_new_briefs").click().run()
    assert choice(visit("create"), "ratio").value == "21:9"
    page.button(key="forget_luma:ray-2").click().run()
    assert current(studio).model_defaults == {} and choice(visit("create"), "ratio").value == "16:9"


def test_the_house_style_is_put_behind_a_prompt_where_one_sees_it(visit: Open, studio: Database):
    page = visit("settings", section="Defaults")
    page.text_input(key="house_style").set_value("35 mm film")
    page.button(key="save_new_briefs").click().run()
    create = visit("create")
    create.text_area(key="prompt").set_value("A boat")
    create.button(key="add_style").click().run()
    assert create.text_area(key="prompt").value == "A boat, 35 mm film" and "add_style" not in keys(create)


def test_without_autosave_nothing_typed_is_kept(visit: Open, studio: Database):
    page = visit("settings", section="Defaults")
    page.toggle(key="autosave").set_value(False)
    page.button(key="save_new_briefs").click().run()
    visit("create").text_area(key="prompt").set_value("A secret boat").run()
    assert visit("create").text_area(key="prompt").value == ""


def test_the_page_lists_what_keeps_the_studio_from_working(visit: Open):
    page = visit("settings", section="Doctor")
    assert "No engine is running" in words(page) and "sqlite answers." in words(page)
    assert page.subheader[0].value == "1 to mend"
    assert any("python -m studio backup" in block.value for block in page.code)


def ask(visit: Open, monkeypatch: pytest.MonkeyPatch, provider: str):
    """The page, after the connection to the sandbox was tested."""
    with sandbox.running() as here:
        monkeypatch.setenv(key_of(provider), KEY)
        monkeypatch.setenv(variable_of(f"{provider}_base_url"), getattr(here, provider))
        forget()
        page = visit("settings")
        page.button(key=f"test_{provider}").click().run()
    return page


@pytest.mark.parametrize("provider", providers.KEYED)
def test_every_provider_has_a_key_and_a_test_of_its_own(visit: Open, monkeypatch: pytest.MonkeyPatch, provider: str):
    page = ask(visit, monkeypatch, provider)
    assert f"A key is set, from the environment ({key_of(provider)})." in words(page)
    others = [other for other in providers.KEYED if other != provider]
    assert all(f"No key yet: save one here, or set {key_of(other)} " in words(page) for other in others)
    assert [answer.value.startswith(f"{label_of(provider)} ") for answer in page.success] == [True]
    assert KEY not in str(page)
    assert f"{catalogue.PROVIDERS[provider]}: ready." in words(visit("settings", section="Doctor"))


@pytest.mark.parametrize("provider", ["luma", "runway"])
def test_a_provider_that_knows_the_balance_tells_it(visit: Open, monkeypatch: pytest.MonkeyPatch, provider: str):
    assert f"{label_of(provider)} accepts the key. Balance: $" in words(ask(visit, monkeypatch, provider))


@pytest.mark.parametrize("provider", providers.KEYED)
def test_a_connection_without_a_key_is_a_sentence(visit: Open, provider: str):
    page = visit("settings")
    page.button(key=f"test_{provider}").click().run()
    [refusal] = page.error
    assert refusal.value.startswith(f"{label_of(provider)} needs ") and not page.exception
    assert literal(key_of(provider)) in refusal.value
