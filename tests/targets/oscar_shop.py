"""A django-oscar shop with reviews: `python oscar_shop.py FOLDER seed` writes it and FOLDER/truth.json,
`python oscar_shop.py FOLDER serve PORT` serves it. Runs in .venv-targets/oscar.
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
from oscar import INSTALLED_APPS
from oscar import defaults as oscar_defaults

FOLDER, LANGUAGE = Path(sys.argv[1]), os.environ.get("TARGET_LANGUAGE", "en-us")
CONTEXTS = (
    "django.template.context_processors.request", "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages", "django.template.context_processors.i18n",
    "oscar.apps.search.context_processors.search_form", "oscar.core.context_processors.metadata",
    "oscar.apps.checkout.context_processors.checkout",
    "oscar.apps.communication.notifications.context_processors.notifications",
)  # fmt: skip
changed = {
    "OSCAR_SLUG_ALLOW_UNICODE": True,
    "HAYSTACK_SIGNAL_PROCESSOR": "haystack.signals.BaseSignalProcessor",
}
defaults = {name: getattr(oscar_defaults, name) for name in dir(oscar_defaults) if name.isupper()}


class NoHistory(dict[str, None]):
    """Tables as they are today, without the way there: a tenth of the time."""

    def __contains__(self, _app: object) -> bool:
        return True

    def __missing__(self, _app: str) -> None:
        return None


settings.configure(
    MIGRATION_MODULES=NoHistory(),
    **{**defaults, **changed}, SECRET_KEY="loopback", ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SITE_ID=1,
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(FOLDER / "shop.db")}},
    INSTALLED_APPS=INSTALLED_APPS, STATIC_URL="/static/",
    LANGUAGE_CODE=LANGUAGE, USE_I18N=True, USE_TZ=True, TIME_ZONE="Asia/Shanghai",
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField", MEDIA_ROOT=str(FOLDER), MEDIA_URL="/media/",
    HAYSTACK_CONNECTIONS={"default": {
        "ENGINE": "haystack.backends.whoosh_backend.WhooshEngine", "PATH": str(FOLDER / "words"),
        "INCLUDE_SPELLING": False,
    }},
    MIDDLEWARE=[
        "django.contrib.sessions.middleware.SessionMiddleware", "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "oscar.apps.basket.middleware.BasketMiddleware",
    ],
    TEMPLATES=[{
        "BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True,
        "OPTIONS": {"context_processors": list(CONTEXTS)},
    }],
)  # fmt: skip
django.setup()

from django.apps import apps  # noqa: E402 - only after setup
from django.urls import include, path  # noqa: E402

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(apps.get_app_config("oscar").urls[0])),
]
KETTLES = ("Gooseneck kettle", "Enamel kettle", "旅行电热水壶", "保温壶")
BEGIN = datetime(2026, 1, 3, tzinfo=timezone(timedelta(hours=8)))
PEOPLE = ("Ann Ley", "Bo", "陈小雨", "王 师傅", "D. O'Neil")
WORDS = (
    "Pours slowly enough for filter coffee.\nThe handle stays cold.",
    "水开得很快，就是声音大。\n早上会吵醒孩子。",
    "Lid rattles & steams <b>a lot</b>.",
    "出差带着正好，三分钟就能泡茶 ☕",
    "It leaks at 5 °C, not at 90.",
)


def seed() -> None:
    """24 products on two pages, 342 approved reviews, some that wait for approval, votes on most."""
    from django.contrib.auth.models import User
    from oscar.core.loading import get_class

    kind = apps.get_model("catalogue.ProductClass").objects.create(name="Kettle", requires_shipping=False)
    below = get_class("catalogue.categories", "create_from_breadcrumbs")("Kitchen > 水壶")
    users = [User.objects.create(username="u1", first_name="Zoë", last_name="Hart")]
    users.append(User.objects.create(username="u2"))
    truth: dict[str, dict[str, object]] = {}
    for number in range(24):
        title = f"{KETTLES[number % 4]} {number}"
        product = apps.get_model("catalogue.Product").objects.create(
            title=title, product_class=kind, upc=f"k{number}"
        )
        product.categories.add(below)
        approved = {1: 45, 2: 3, 3: 0}.get(number, 14)
        waiting = int(number == 4)
        reviews = [review_of(product, n, users if number % 2 else []) for n in range(approved + waiting)]
        for review in reviews[approved:]:
            review.status = review.FOR_MODERATION
        write(reviews, BEGIN + timedelta(days=number))
        product.update_rating()
        truth.update({str(review.pk): said_by(review, title) for review in reviews[:approved]})
    call_command("rebuild_index", interactive=False, verbosity=0)
    (FOLDER / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


def review_of(product, n: int, users: list):
    user = users[n] if n < len(users) else None
    return apps.get_model("reviews.ProductReview")(
        product=product, user=user, score=n % 6, body=WORDS[n % 5], status=1,
        title=f"{product.title}: {n + 1} 号" if n % 2 else f"Note {n}",
        name="" if user else PEOPLE[n % 5], email="" if user else "a@example.org",
        total_votes=n % 4, delta_votes=n % 4 - 2 if n % 4 else 0,  # all but one voter found it useful
    )  # fmt: skip


def write(reviews: list, begin: datetime) -> None:
    """All at once: one by one, each review would be counted anew."""
    if not reviews:
        return
    model = type(reviews[0])
    model.objects.bulk_create(reviews)
    for n, review in enumerate(reviews):  # the moment of writing is overwritten when it is first saved
        review.date_created = begin + timedelta(hours=n * 4, minutes=(n * 7) % 60 if n % 3 else 0)
    model.objects.bulk_update(reviews, ["date_created"])


def said_by(review, subject: str) -> dict[str, object]:
    return {
        "product": review.product.pk, "subject": subject, "title": review.title, "body": review.body,
        "rating": review.score or None, "when": review.date_created.isoformat(),
        "likes": review.num_up_votes if review.total_votes else None,
        "author": review.user.get_full_name() if review.user else review.name,
    }  # fmt: skip


if __name__ == "__main__":
    if sys.argv[2] == "seed":
        from django.db import transaction

        call_command("migrate", run_syncdb=True, verbosity=0)
        with transaction.atomic():
            seed()
    else:
        logging.disable(logging.ERROR)  # it misses a library that makes small pictures
        call_command("runserver", f"127.0.0.1:{sys.argv[3]}", use_reloader=False, skip_checks=True)
