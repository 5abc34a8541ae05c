"""The teachers' desk: which voice speaks for a persona, and what the voices sound like."""

from __future__ import annotations

import json
import re

import pytest
import yaml
from django.contrib.auth.models import Permission
from django.urls import reverse

from accounts.models import User
from ml.pitch import VoiceMeasure
from ml.voice_bank import VoiceBank
from tests.topics.test_admin import act, posted, save
from topics.admin_voice import TopicForm
from topics.selectors import topic_scenario
from topics.services import topic_export, topic_import

pytestmark = pytest.mark.django_db
CLIP = b"RIFF of voice 3"


@pytest.fixture
def desk(client):
    client.force_login(User.objects.create_superuser("editor", "editor@example.com", "secret"))
    return client


@pytest.fixture
def topic(scenario):
    return topic_import(scenario)


@pytest.fixture(autouse=True)
def numbered(settings, tmp_path):
    """A server whose voice has numbered speakers; nobody has listened to them."""
    settings.DATA_DIR = tmp_path
    settings.VOICES_FILE = tmp_path / "voices.yaml"
    settings.SPEECH_ENGINES = {"voice": {"BACKEND": "tests.numbered.NumberedTones"}}
    return tmp_path


@pytest.fixture
def heard(numbered):
    """Four who can be listened to, a fifth who cannot; one has left a clip."""
    voices = {0: (90, 3.2), 3: (200, 4.0), 5: (120, 5.0), 8: (250, 4.0), 9: (200, 0.1)}
    measures = {each: VoiceMeasure(pitch, 0.6, rate, -20, 0) for each, (pitch, rate) in voices.items()}
    VoiceBank("tones-1:0", "A line.", measures).write(numbered / "voices.yaml")
    (numbered / "voices").mkdir()
    (numbered / "voices" / "003.wav").write_bytes(CLIP)


def page_of(desk, topic):
    page = desk.get(reverse("admin:topics_topic_change", args=[topic.pk])).content.decode()
    return re.sub(r"\s+", " ", page)


def offered(html):
    """Value -> words of each radio button, and the value that is chosen."""
    html = re.sub(r"\s+", " ", html)
    buttons = re.findall(
        r'<input type="radio" name="speaker" value="(\d*)"[^>]*?( checked)?> <span>(.*?)</span>', html
    )
    return {value: words for value, _, words in buttons}, [value for value, on, _ in buttons if on]


def spoken_by(topic):
    topic.refresh_from_db()
    return topic_scenario(topic).persona.voice.speaker


def with_speaker(topic, speaker):
    topic.persona["voice"]["speaker"] = speaker
    topic.save()


def test_the_voices_stand_there_in_plain_words_and_the_nearest_first(desk, topic, heard):
    voices, chosen = offered(page_of(desk, topic))
    assert voices == {
        "": "Nearest fits: voice 3, high, steady",
        "0": "Voice 0: very low, calm",
        "5": "Voice 5: low, quick",
        "3": "Voice 3: high, steady",
        "8": "Voice 8: very high, steady",
    }
    assert chosen == [""]


def test_they_stand_there_in_russian_too(desk, topic, heard):
    page = desk.get(
        reverse("admin:topics_topic_change", args=[topic.pk]), headers={"accept-language": "ru"}
    ).content.decode()
    voices, _ = offered(re.sub(r"\s+", " ", page))
    assert voices[""] == "Самый подходящий: голос 3, высокий, ровный"
    assert voices["0"] == "Голос 0: очень низкий, спокойный"
    assert "Очень низкий: 1 голос" in page


@pytest.mark.parametrize("speaker", [0, 5])
def test_a_chosen_voice_is_in_the_next_talk_and_in_the_yaml(desk, topic, heard, speaker):
    save(desk, topic, speaker=str(speaker))
    assert spoken_by(topic) == speaker
    assert topic.is_published
    document = yaml.safe_load(topic_export(topic))
    assert document["persona"]["voice"]["speaker"] == speaker
    assert offered(page_of(desk, topic))[1] == [str(speaker)]
    assert yaml.safe_load(act(desk, "export", topic).content) == document


def test_the_group_of_the_chosen_voice_is_open_and_no_other(desk, topic, heard):
    with_speaker(topic, 5)
    groups = re.findall(
        r'<details class="voices__group"( open)?> <summary>(.*?)</summary>', page_of(desk, topic)
    )
    assert [title for is_open, title in groups if is_open] == ["Low: 1 voice"]
    assert len(groups) == 4


def test_saving_a_page_as_it_is_keeps_the_choice(desk, topic, heard):
    with_speaker(topic, 8)
    before = topic_scenario(topic)
    save(desk, topic)
    assert topic_scenario(topic) == before
    assert spoken_by(topic) == 8


def test_the_nearest_is_chosen_again_by_taking_the_choice_back(desk, topic, heard):
    with_speaker(topic, 8)
    save(desk, topic, speaker="")
    assert spoken_by(topic) is None
    assert "speaker" not in topic.persona["voice"]


def test_the_number_stands_in_the_list_only(desk, topic, heard):
    with_speaker(topic, 8)
    assert "speaker" not in json.loads(posted(desk, topic)["persona"])["voice"]


def test_a_number_written_into_the_document_counts_unless_another_was_chosen(desk, topic, heard):
    document = json.loads(posted(desk, topic)["persona"])
    document["voice"]["speaker"] = 57
    save(desk, topic, persona=json.dumps(document))
    assert spoken_by(topic) == 57
    save(desk, topic, persona=json.dumps(document), speaker="5")
    assert spoken_by(topic) == 5


def test_a_choice_that_is_not_in_the_list_is_kept_and_said(desk, topic, heard):
    with_speaker(topic, 57)
    voices, chosen = offered(page_of(desk, topic))
    assert chosen == ["57"]
    assert voices["57"] == "Voice 57, chosen before; it is not in this list"
    save(desk, topic)
    assert spoken_by(topic) == 57


@pytest.mark.parametrize("speaker", ["1000", "-1", "x", "1.5"])
def test_what_is_no_speaker_is_refused_and_can_be_shown(topic, heard, speaker):
    form = TopicForm({"speaker": speaker}, instance=topic)
    assert "speaker" in form.errors
    assert "Nearest fits: voice 3" in form["speaker"].as_widget()


@pytest.mark.parametrize("speaker", ["seven", True, 4000])
def test_a_wrong_number_of_a_draft_is_shown_and_told(desk, topic, heard, speaker):
    with_speaker(topic, speaker)
    assert offered(page_of(desk, topic))[1] == [""]
    assert json.loads(posted(desk, topic)["persona"])["voice"]["speaker"] == speaker
    told = save(desk, topic)
    assert any("persona › voice: `speaker`" in message for message in told)
    assert not topic.is_published


@pytest.mark.parametrize("persona", [{}, {"voice": "Moira"}, {"voice": None}, {"name": "Moira"}])
def test_a_persona_that_is_hardly_begun_can_be_shown_and_stays(topic, heard, persona):
    topic.persona = persona
    form = TopicForm({"persona": json.dumps(persona), "speaker": ""}, instance=topic)
    assert list(offered(form["speaker"].as_widget())[0]) == ["", "0", "5", "3", "8"]
    assert form.fields["speaker"].widget.spec is None
    form.full_clean()
    assert form.cleaned_data.get("persona", {}) == persona


def test_a_voice_can_be_chosen_for_a_persona_that_is_hardly_begun(desk, topic, heard):
    save(desk, topic, persona=json.dumps({"name": "Moira"}), speaker="5")
    assert topic.persona == {"name": "Moira", "voice": {"speaker": 5}}


def test_a_new_topic_offers_the_voices_too(desk, heard):
    page = re.sub(r"\s+", " ", desk.get(reverse("admin:topics_topic_add")).content.decode())
    voices, chosen = offered(page)
    assert list(voices) == ["", "0", "5", "3", "8"]
    assert (voices[""], chosen) == ("Nearest fits", [""])


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (None, "Nobody has listened to the voices of this server yet."),
        ("{", "The list of voices cannot be read."),
        ("format: 1\nmade_with: t\nline: l\nspeakers: {}\n", "None of the voices that were listened to"),
    ],
)
def test_without_a_list_the_page_says_what_an_operator_may_do(desk, topic, numbered, content, told):
    if content is not None:
        (numbered / "voices.yaml").write_text(content, encoding="utf-8")
    with_speaker(topic, 8)
    page = page_of(desk, topic)
    assert told in page
    assert "<code>manage.py audition_voices" in page
    assert list(offered(page)[0]) == ["", "8"]
    save(desk, topic)
    assert spoken_by(topic) == 8


@pytest.mark.parametrize("voice", ["ml.engines.instant.InstantVoice", "nowhere.Voice"])
def test_with_another_voice_the_page_says_that_there_is_nothing_to_choose(
    desk, topic, heard, settings, voice
):
    settings.SPEECH_ENGINES = {"voice": {"BACKEND": voice}}
    page = page_of(desk, topic)
    assert "The voice of this server has no numbered speakers" in page
    assert list(offered(page)[0]) == [""]


# ------------------------------------------------------------------ listening


def clip(speaker):
    return reverse("admin:topics_topic_voice", args=[speaker])


def test_who_left_a_clip_has_a_button_to_listen(desk, topic, heard):
    page = page_of(desk, topic)
    buttons = re.findall(r'<button type="button"[^>]*data-clip="([^"]*)"[^>]*aria-label="([^"]*)"', page)
    assert buttons == [(clip(3), "Listen to voice 3")] * 2  # the nearest, and in its group
    assert re.search(r'<script src="[^"]*js/desk_voices.js" type="module">', page)


def test_a_clip_is_heard_by_who_may_change_topics(desk, heard):
    response = desk.get(clip(3))
    assert b"".join(response.streaming_content) == CLIP
    assert response["Content-Type"] == "audio/wav"
    assert "no-store" in response["Cache-Control"]
    assert desk.get(clip(5)).status_code == 404
    assert desk.get("/admin/topics/topic/voices/..%2F003.wav").status_code != 200


@pytest.mark.parametrize(
    ("right", "status"), [("change_topic", 200), ("view_topic", 403), ("add_topic", 403), (None, 403)]
)
def test_others_of_the_staff_do_not_hear_it(client_of, teacher, heard, right, status):
    if right:
        teacher.user_permissions.add(Permission.objects.get(codename=right))
    assert client_of(teacher).get(clip(3)).status_code == status


def test_learners_and_visitors_do_not_hear_it(client, client_of, learner, heard):
    assert client.get(clip(3)).status_code == 302
    assert client_of(learner).get(clip(3)).status_code != 200


@pytest.mark.parametrize(("speaker", "told"), [(None, "the nearest"), (8, "voice 8")])
def test_who_may_only_look_reads_which_voice_it_is(client_of, teacher, topic, heard, speaker, told):
    teacher.user_permissions.add(Permission.objects.get(codename="view_topic"))
    if speaker is not None:
        with_speaker(topic, speaker)
    page = page_of(client_of(teacher), topic)
    field = re.search(r'field-speaker">(.*?)field-setting', page)
    assert field is not None
    assert told in field[1]
    assert "radio" not in field[1]
