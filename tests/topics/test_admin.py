"""The teachers' desk."""

from __future__ import annotations

import pytest
import yaml
from django.core.management import call_command
from django.forms import ModelForm
from django.urls import reverse

from accounts.models import User
from topics.models import Topic
from topics.selectors import topic_scenario
from topics.services import topic_import

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("editor", "editor@example.com", "secret"))
    return client


@pytest.fixture
def topic(scenario):
    return topic_import(scenario)


def posted(desk, topic):
    """What a browser sends when the page of the topic is saved as it is."""
    context = desk.get(reverse("admin:topics_topic_change", args=[topic.pk])).context
    data = {}
    forms: list[ModelForm] = [context["adminform"].form]
    for inline in context["inline_admin_formsets"]:
        forms += [inline.formset.management_form, *inline.formset.forms]
    for form in forms:
        for bound in form:
            value = bound.value()
            if value not in (None, False):
                data[bound.html_name] = value
    return data


def save(desk, topic, **changes):
    data = posted(desk, topic) | changes
    response = desk.post(reverse("admin:topics_topic_change", args=[topic.pk]), data, follow=True)
    assert not response.context.get("errors"), response.context["errors"]
    topic.refresh_from_db()
    return [str(message) for message in response.context["messages"]]


def test_django_finds_nothing_wrong_with_the_desk():
    call_command("check", "--tag", "admin")


def test_the_list_shows_level_and_whether_it_is_published(desk, topic):
    page = desk.get(reverse("admin:topics_topic_changelist")).content.decode()
    assert "Butterflies on the night train" in page
    assert "B1" in page


def test_saving_a_page_as_it_is_changes_nothing(desk, topic, scenario):
    told = save(desk, topic)
    assert topic_scenario(topic) == scenario
    assert topic.is_published
    assert any("is in order" in message for message in told)


def test_an_edited_line_is_in_the_next_talk(desk, topic):
    assert topic_scenario(topic).beats[0].simpler != "Where do you go?"
    save(desk, topic, **{"beats-0-simpler": "Where do you go?"})
    assert topic_scenario(topic).beats[0].simpler == "Where do you go?"


def test_words_to_hear_are_written_one_a_line(desk, topic):
    save(desk, topic, **{"beats-0-reply1_hear": "first time\n\n no, not before "})
    assert topic_scenario(topic).beats[0].replies[0].hear == ("first time", "no, not before")


def test_a_topic_with_a_problem_becomes_a_draft_and_says_why(desk, topic):
    told = save(desk, topic, **{"beats-2-reply1_say": "I'd look at my notes and then at the window."})
    assert not topic.is_published
    assert any("beats › blank › replies › short: `say` has 10 words" in message for message in told)
    assert any("is kept as a draft" in message for message in told)


def test_broken_json_is_answered_on_the_page(desk, topic):
    data = posted(desk, topic) | {"goal": "{learner"}
    page = desk.post(reverse("admin:topics_topic_change", args=[topic.pk]), data)
    assert page.context["errors"]


def act(desk, action, *topics):
    data = {"action": action, "_selected_action": [topic.pk for topic in topics]}
    return desk.post(reverse("admin:topics_topic_changelist"), data, follow=True)


def test_the_action_check_says_what_to_mend(desk, topic):
    topic.beats.filter(slug="blank").update(reply1_hear=[])
    page = act(desk, "check_rules", topic).content.decode()
    assert "`hear` is missing" in page


def test_the_action_publish_leaves_a_broken_topic_a_draft(desk, topic):
    topic.beats.filter(slug="blank").update(reply1_hear=[])
    Topic.objects.update(is_published=False)
    act(desk, "publish", topic)
    topic.refresh_from_db()
    assert not topic.is_published


def test_the_action_withdraw_and_publish_again(desk, topic):
    act(desk, "withdraw", topic)
    topic.refresh_from_db()
    assert not topic.is_published
    act(desk, "publish", topic)
    topic.refresh_from_db()
    assert topic.is_published


def test_the_action_export_gives_the_yaml(desk, topic, document):
    response = act(desk, "export", topic)
    assert yaml.safe_load(response.content) == document
