"""A django-machina forum: `python machina_board.py FOLDER seed` writes it and FOLDER/truth.json,
`python machina_board.py FOLDER serve PORT` serves it. Runs in .venv-targets/machina.
"""

import json
import logging
import os
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import django
from django.conf import settings
from django.core.management import call_command
from machina import MACHINA_MAIN_TEMPLATE_DIR

FOLDER, LANGUAGE = Path(sys.argv[1]), os.environ.get("TARGET_LANGUAGE", "en-us")
DJANGO = ("auth", "contenttypes", "sessions", "messages", "staticfiles")
ROOMS = (
    "", ".forum", ".forum_conversation", ".forum_conversation.forum_attachments",
    ".forum_conversation.forum_polls", ".forum_feeds", ".forum_moderation", ".forum_search",
    ".forum_tracking", ".forum_member", ".forum_permission",
)  # fmt: skip
CONTEXTS = (
    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages", "machina.core.context_processors.metadata",
)  # fmt: skip


class NoHistory(dict[str, None]):
    """Tables as they are today, without the way there: a tenth of the time."""

    def __contains__(self, _app: object) -> bool:
        return True

    def __missing__(self, _app: str) -> None:
        return None


settings.configure(
    MIGRATION_MODULES=NoHistory(),
    SECRET_KEY="loopback", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, STATIC_URL="/static/",
    MEDIA_URL="/media/",
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "board.db")}},
    INSTALLED_APPS=[f"django.contrib.{name}" for name in DJANGO]
    + ["mptt", "haystack", "widget_tweaks"]
    + [f"machina.apps{room}" if room else "machina" for room in ROOMS],
    LANGUAGE_CODE=LANGUAGE, USE_I18N=True, USE_L10N=True, USE_TZ=True, TIME_ZONE="Asia/Shanghai",
    DEFAULT_AUTO_FIELD="django.db.models.AutoField", MEDIA_ROOT=str(FOLDER),
    CACHES={
        name: {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": name}
        for name in ("default", "machina_attachments")
    },
    HAYSTACK_CONNECTIONS={"default": {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(FOLDER / "words"),
    }},
    MACHINA_DEFAULT_AUTHENTICATED_USER_FORUM_PERMISSIONS=["can_see_forum", "can_read_forum"],
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "machina.apps.forum_permission.middleware.ForumPermissionMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "DIRS": [MACHINA_MAIN_TEMPLATE_DIR], "OPTIONS": {"context_processors": list(CONTEXTS)},
    }],
)  # fmt: skip
django.setup()

from django.urls import include, path  # noqa: E402 - only after setup

urlpatterns = [path("talk/", include("machina.urls"))]
SUBJECTS = ("Which descaler?", "水垢怎么去除", "Lid rattles", "保温壶漏水 求助")
WORDS = (
    "Citric acid, **one spoon**, then rinse twice.", "我用白醋，\n放一夜就掉了。",
    "Same here & no answer from the shop.",    "垫圈老化了，换一个就好 👍", "It drips\nfrom the spout.",
)  # fmt: skip


def seed() -> None:
    """A category, three forums and one that nobody may read, 26 topics, 250 posts that all may read."""
    from django.contrib.auth.models import User
    from machina.apps.forum.models import Forum
    from machina.apps.forum_conversation.models import Post, Topic
    from machina.apps.forum_permission.models import ForumPermission, UserForumPermission

    people = [User.objects.create(username=name) for name in ("ann", "bo", "小雨")]
    top = Forum.objects.create(name="厨房 Kitchen", type=Forum.FORUM_CAT)

    def forum_of(name: str, parent: Forum) -> Forum:
        return Forum.objects.create(name=name, type=Forum.FORUM_POST, parent=parent)

    forums = [forum_of(name, top) for name in ("Kettles", "水壶 讨论")]
    forums.append(forum_of("Descaling", forums[0]))
    hidden = forum_of("Staff", top)
    for name in ("can_see_forum", "can_read_forum"):
        right = ForumPermission.objects.get(codename=name)
        for forum in (top, *forums, hidden):
            for who in ({"anonymous_user": True}, {"authenticated_user": True}):
                may = {"has_perm": forum != hidden, **who}
                UserForumPermission.objects.create(permission=right, forum=forum, **may)
    begin, truth = datetime(2026, 2, 3, 0, 0, tzinfo=timezone(timedelta(hours=8))), {}
    for number in range(27):
        forum = hidden if number == 26 else forums[0] if number > 3 else forums[number % 3]
        subject = f"{SUBJECTS[number % 4]} {number}"
        count = 40 if number == 0 else 1 if number == 5 else 9
        topic = Topic.objects.create(forum=forum, subject=subject, type=2 if number == 4 else 0, status=0)
        posts = []
        for n in range(count):
            poster = people[n % 4] if n % 4 < 3 else None
            posts.append(Post(
                topic=topic, poster=poster, subject=subject if n == 0 else f"Re: {subject}",
                content=WORDS[(number + n) % 5],
                username=None if poster else f"路人 {n}", anonymous_key=None if poster else f"k{n}",
                approved=n != 7, updates_count=n == 2,
            ))  # fmt: skip
        for post in posts:
            post.save()
        for n, post in enumerate(Post.objects.filter(topic=topic).order_by("pk")):
            when = begin + timedelta(days=number, hours=n * 6, minutes=n % 2 * 25)
            Post.objects.filter(pk=post.pk).update(created=when, updated=when + timedelta(days=1))
            if post.approved and forum != hidden:
                truth[str(post.pk)] = {
                    "topic": topic.pk, "subject": subject, "first": n == 0, "body": WORDS[(number + n) % 5],
                    "author": post.poster_id or post.username, "when": when.isoformat(), "edited": n == 2,
                }  # fmt: skip
        begun = begin + timedelta(days=number)
        Topic.objects.filter(pk=topic.pk).update(created=begun, poster=posts[0].poster)
        Topic.objects.get(pk=topic.pk).update_trackers()
    call_command("rebuild_index", interactive=False, verbosity=0)
    (FOLDER / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[2] == "seed":
        from django.db import transaction

        call_command("migrate", run_syncdb=True, verbosity=0)
        with transaction.atomic():
            seed()
    else:
        logging.disable(logging.ERROR)  # one line a request
        call_command("runserver", f"127.0.0.1:{sys.argv[3]}", use_reloader=False, skip_checks=True)
