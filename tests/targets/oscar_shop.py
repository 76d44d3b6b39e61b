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
settings.configure(
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
PEOPLE = ("Ann Ley", "Bo", "陈小雨", "王 师傅", "D. O'Neil")
WORDS = (
    "Pours slowly enough for filter coffee.\nThe handle stays cold.",
    "水开得很快，就是声音大。\n早上会吵醒孩子。",
    "Lid rattles & steams <b>a lot</b>.",
    "出差带着正好，三分钟就能泡茶 ☕",
    "It leaks at 5 °C, not at 90.",
)


def seed() -> None:
    """24 products on two pages, 340 approved reviews, some that wait for approval, voters."""
    from django.contrib.auth.models import User
    from oscar.core.loading import get_class

    get = apps.get_model
    kind = get("catalogue.ProductClass").objects.create(name="Kettle", requires_shipping=False)
    top = get_class("catalogue.categories", "create_from_breadcrumbs")("Kitchen > 水壶")
    named = User.objects.create(username="u1", first_name="Zoë", last_name="Hart")
    nameless = User.objects.create(username="u2")
    voters = User.objects.bulk_create(User(username=f"v{n}", email=f"v{n}@example.org") for n in range(4))
    review_model, vote = get("reviews.ProductReview"), get("reviews.Vote")
    begin = datetime(2026, 1, 3, 0, 0, tzinfo=timezone(timedelta(hours=8)))
    truth = {}
    for number in range(24):
        title = f"{KETTLES[number % 4]} {number}"
        product = get("catalogue.Product").objects.create(title=title, product_class=kind, upc=f"k{number}")
        product.categories.add(top)
        count = 45 if number == 1 else 3 if number == 2 else 0 if number == 3 else 14
        for n in range(count + (number == 4)):
            when = begin + timedelta(days=number, hours=n * 4, minutes=(n * 7) % 60 if n % 3 else 0)
            user = {0: named, 1: nameless}.get(n) if number % 2 else None
            review = review_model.objects.create(
                product=product, user=user, score=n % 6,
                title=f"{title}: {n + 1} 号" if n % 2 else f"Note {n}",
                body=WORDS[n % 5], name="" if user else PEOPLE[n % 5], email="" if user else "a@example.org",
                status=0 if n == count else 1,
            )  # fmt: skip
            for up in range(n % 4):
                vote.objects.create(review=review, user=voters[up], delta=1 if up else -1)
            review_model.objects.filter(pk=review.pk).update(date_created=when)
            if n < count:
                truth[str(review.pk)] = {
                    "product": product.pk, "subject": title, "title": review.title, "body": WORDS[n % 5],
                    "rating": n % 6 or None, "when": when.isoformat(), "likes": n % 4 - 1 if n % 4 else None,
                    "author": str(user.get_full_name() or "") if user else PEOPLE[n % 5],
                }  # fmt: skip
    call_command("rebuild_index", interactive=False, verbosity=0)
    (FOLDER / "truth.json").write_text(json.dumps(truth, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[2] == "seed":
        from django.db import transaction

        call_command("migrate", verbosity=0)
        with transaction.atomic():
            seed()
    else:
        logging.disable(logging.ERROR)  # it misses a library that makes small pictures
        call_command("runserver", f"127.0.0.1:{sys.argv[3]}", use_reloader=False, skip_checks=True)
