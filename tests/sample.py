"""A whole study for tests of outputs: a fictional launderette, Lantern Laundry, in zh and en."""

from typing import Any

from crawler.records import Post
from crawler.store import Store
from crawler.store.ledger import Reject, SeedResult, save_rejects, save_seed
from mining.mappers.place import Place
from tests.builders import (
    FindingSpec,
    add_clauses,
    discover,
    feeling_of,
    make_post,
    map_findings,
    run,
    save,
    write_place,
)

TEXTS: tuple[tuple[str, float | None, str], ...] = (
    ("I work nights at the bakery and come in at five in the morning. Nobody else is there. The dryer ate my"
     " coins and there was no one to call.", 2, "reviews.example"),
    ("Came before dawn after my shift. The change machine was empty, so I drove home with wet sheets.", 1, "reviews.example"),
    ("Love how quiet it is at 5 am! I fold everything and still catch the first bus.", 5, "reviews.example"),
    ("下了夜班顺路来洗，凌晨五点只有我一个人。烘干机吞了硬币，打电话没人接。", 2, "forum.example"),
    ("半夜两点孩子吐了一床，抱着被子冲过来，还好这里通宵开着。谢天谢地。", 5, "forum.example"),
    ("我家宝宝过敏，想找不用香精洗衣液的机器。问了三次店员都说不知道。", 2, "forum.example"),
    ("My daughter has eczema. I wish there was one machine that never sees perfume.", 3, "reviews.example"),
    ("Could you label a fragrance-free washer? I run an empty rinse first every single time.", 3, "forum.example"),
    ("洗被子的大桶只有两台，周末要排一个半小时的队。", 2, "forum.example"),
    ("Only two big drums for duvets. On Sunday I waited ninety minutes and then gave up.", 2, "reviews.example"),
    ("週日下午來洗棉被，大桶都滿了，等了快兩小時。", 2, "forum.example"),
    ("Queued for the big drum with three other families. Somebody had left a finished load inside.", 2, "reviews.example"),
    ("别人的衣服洗完了没人拿，机器就一直占着。真希望可以提醒他们。", 3, "forum.example"),
    ("The app says my load is done, but it says so ten minutes before the door unlocks.", 3, "reviews.example"),
    ("App 显示洗好了，门却还锁着，我在外面站了十分钟。", 2, "forum.example"),
    ("I would pay to have a text when a drum is free.", 4, "forum.example"),
    ("要是能先在手机上排队就好了，不用带着孩子干等。", 3, "forum.example"),
    ("My points vanished after the update. Two years of washing, gone.", 1, "reviews.example"),
    ("积分清零了也没有通知，攒了两年呢。", 1, "forum.example"),
    ("We bring the whole dog club's blankets on the first Monday. Six dogs, one drum, no complaints.", 5, "forum.example"),
    ("Between two flats I lived out of a suitcase and this place was my wardrobe for a month.", 4, "forum.example"),
    ("The attendant showed my grandmother how to use the touch screen. Kind people.", 5, "reviews.example"),
    ("阿姨耐心教我妈用触摸屏，很暖心。", 5, "forum.example"),
    ("The touch screen only speaks to people who can read it; my father cannot see the grey letters.", 2, "reviews.example"),
)  # fmt: skip

SPECS: tuple[dict[str, Any], ...] = (
    {"id": "f5a1c0de", "kind": "scenario", "rank": 0, "quotes": [
        (0, "I work nights at the bakery and come in at five in the morning."),
        (3, "下了夜班顺路来洗，凌晨五点只有我一个人。"), (1, "Came before dawn after my shift."),
        (2, "I fold everything and still catch the first bus.")],
     "title": {"zh": "下夜班后凌晨独自来洗", "en": "Washing alone before dawn, on the way home from a night shift"},
     "statement": {"zh": "当上夜班的人凌晨下班顺路来洗衣时，想赶在首班车前洗完，但店里没有人可以求助。",
                   "en": "When night workers stop by before dawn, they want to be done before the first bus, but"
                         " there is nobody to help when a machine fails."},
     "slots": {"who": {"zh": "上夜班的人", "en": "night workers"}, "when": {"zh": "凌晨五点", "en": "five in the morning"},
               "activity": {"zh": "洗烘", "en": "wash and dry"}, "goal": {"zh": "赶首班车", "en": "catch the first bus"}},
     "mappings": [("phase", "service", 0.75), ("phase", "acquisition", 0.25), ("touchpoint", "product_use", 0.5)]},
    {"id": "f7be4411", "kind": "scenario", "rank": 1, "quotes": [
        (4, "半夜两点孩子吐了一床，抱着被子冲过来"), (8, "洗被子的大桶只有两台"), (10, "週日下午來洗棉被")],
     "title": {"zh": "家里突然要洗大件被子", "en": "A duvet has to be washed now, and home is too small for it"},
     "slots": {"who": {"zh": "带孩子的家庭", "en": "families"}, "when": {"zh": "半夜或周日", "en": "at night or on Sunday"}},
     "mappings": [("phase", "need", 0.6), ("touchpoint", "store_shelf", 0.4)]},
    {"id": "fa10900d", "kind": "pain", "rank": 0, "quotes": [
        (9, "On Sunday I waited ninety minutes and then gave up."), (8, "周末要排一个半小时的队"),
        (10, "大桶都滿了，等了快兩小時"), (11, "Queued for the big drum with three other families.")],
     "title": {"zh": "周日大桶要排一个半小时以上", "en": "On Sundays the two big drums mean a wait of ninety minutes or more"},
     "mappings": [("phase", "acquisition", 0.8), ("touchpoint", "checkout", 0.8)]},
    {"id": "fb3377aa", "kind": "pain", "rank": 1, "quotes": [
        (0, "The dryer ate my coins and there was no one to call."), (3, "烘干机吞了硬币，打电话没人接。"),
        (1, "The change machine was empty")],
     "title": {"zh": "机器吞币，夜里找不到人", "en": "A machine eats the coins at night and nobody answers"},
     "mappings": [("phase", "service", 0.9), ("touchpoint", "product_use", 0.9)]},
    {"id": "fc00beef", "kind": "pain", "rank": 2, "quotes": [
        (13, "it says so ten minutes before the door unlocks"), (14, "门却还锁着，我在外面站了十分钟")],
     "title": {"zh": "App 说洗好了，门还锁着十分钟", "en": "The app says done ten minutes before the door unlocks"},
     "mappings": [("phase", "service", 1.0), ("touchpoint", "setup", 1.0)]},
    {"id": "fd44aa01", "kind": "pain", "rank": 3, "quotes": [
        (17, "My points vanished after the update."), (18, "积分清零了也没有通知")],
     "title": {"zh": "攒了两年的积分一声不响清零", "en": "Two years of points vanish without a word"},
     "mappings": [("phase", "loyalty", 1.0), ("touchpoint", "expiry_exit", 1.0)]},
    {"id": "fe55cc02", "kind": "need", "rank": 0, "quotes": [
        (6, "I wish there was one machine that never sees perfume."), (5, "想找不用香精洗衣液的机器"),
        (7, "Could you label a fragrance-free washer?")],
     "title": {"zh": "想要一台从不用香精的洗衣机", "en": "One washer that never sees perfume"},
     "slots": {"who": {"zh": "皮肤过敏的孩子", "en": "children with sensitive skin"}},
     "mappings": [("phase", "consideration", 0.6), ("touchpoint", "product_use", 0.6)]},
    {"id": "ff66dd03", "kind": "need", "rank": 1, "quotes": [
        (15, "I would pay to have a text when a drum is free."), (16, "要是能先在手机上排队就好了"),
        (12, "真希望可以提醒他们")],
     "title": {"zh": "机器空出来或洗完时收到提醒", "en": "A message when a drum is free, or when somebody's load is done"},
     "mappings": [("phase", "acquisition", 0.7), ("touchpoint", "checkout", 0.7)]},
    {"id": "f0d06c1b", "kind": "scenario", "shelf": "innovated", "rank": 5, "quotes": [
        (19, "We bring the whole dog club's blankets on the first Monday.")],
     "title": {"zh": "狗友会每月一次集体洗毯子", "en": "A dog club washes all its blankets once a month"},
     "mappings": [("phase", "loyalty", 1.0)]},
    {"id": "f0e51234", "kind": "scenario", "shelf": "weak", "rank": 6, "quotes": [
        (20, "Between two flats I lived out of a suitcase")],
     "title": {"zh": "搬家空档把洗衣店当衣柜", "en": "Between two flats, the launderette is the wardrobe"}},
    {"id": "f0f99999", "kind": "pain", "shelf": "weak", "rank": 7, "quotes": [
        (23, "my father cannot see the grey letters")],
     "title": {"zh": "灰字看不清", "en": "Grey letters that an old man cannot read"}},
)  # fmt: skip

TAGS: tuple[tuple[Any, ...], ...] = (
    ("waiting", "negative", 6, 9, 0.667, 0.354, 0.879, 7, "等待", "waiting"),
    ("waiting", "positive", 1, 9, 0.111, 0.02, 0.435, 1, "等待", "waiting"),
    ("staff", "positive", 14, 31, 0.452, 0.292, 0.622, 14, "人员", "staff"),
    ("staff", "negative", 9, 31, 0.29, 0.161, 0.466, 10, "人员", "staff"),
    ("points", "negative", 22, 24, 0.917, 0.742, 0.977, 23, "积分", "points"),
)


def sample_posts() -> list[Post]:
    """The launderette's posts, one author each, some without a url, a rating or a date."""
    posts = []
    for number, (text, rating, source) in enumerate(TEXTS):
        posts.append(
            make_post(
                number, text, source=source, rating=rating, posted_at=f"2026-01-{number + 1:02d}T09:30:00+00:00",
            )
        )  # fmt: skip
    return posts


PHASES = (
    "service service service service need consideration consideration consideration acquisition acquisition"
    " acquisition acquisition service service service acquisition acquisition loyalty loyalty loyalty unassigned"
    " service service ambiguous"
).split()


def fill_sample(store: Store) -> list[FindingSpec]:
    """Posts, a crawl's ledger, clauses, findings, mappings and tags. Returns the findings' specs."""
    posts = sample_posts()
    save(store, *posts)
    crawl = run(store, "crawl", {"new": len(posts), "masked.phone": 2, "masked.email": 1})
    link = "https://forum.example/c/laundry"
    save_seed(store, crawl, SeedResult("discourse", link, 40, 13, "limit of the study"))
    save_rejects(store, crawl, [Reject("row 7", "no text", "")])
    for post in posts:
        types = ("praise",) if (post.rating or 3) >= 4 else ("pain",) if (post.rating or 3) < 3 else ()
        add_clauses(store, post, post.text, types=types, polarity=feeling_of(post))
    specs = [
        FindingSpec(**{**spec, "quotes": [(posts[n], words) for n, words in spec["quotes"]]}) for spec in SPECS
    ]
    discover(store, *specs, lineage=[(spec.id, None, "new", 0.0) for spec in specs])
    map_run = map_findings(store, *specs, tags=TAGS)
    with store.writing() as conn:
        for post, phase in zip(posts, PHASES, strict=True):
            write_place(conn, map_run, post, post.text, Place(phase, "unassigned"))
    return specs
