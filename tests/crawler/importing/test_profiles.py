"""Files of known tools, in the columns that they document or write; the rows are our own."""

# ruff: noqa: E501 - a table is read by its rows

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from crawler.errors import UsageProblem
from crawler.importing import Wishes, import_file, preview
from crawler.importing.profiles import profiles
from crawler.privacy import pseudonymiser_for
from crawler.records import Post
from crawler.store.posts import iter_posts
from crawler.study import Study

WHO = {"user_id": "90017", "nickname": "茶友一号", "avatar": "https://img.example/a.jpg"}
DONE = {"last_modify_ts": 1714960000000}

WEIBO_POST = {
    "note_id": "5030001", "content": "杯盖又漏了，洒了一包", "create_time": 1714960000, "create_date_time": "2024-05-06 09:46:40",
    "liked_count": "1.2万", "comments_count": "31", "shared_count": "4", "note_url": "https://m.weibo.cn/detail/5030001",
    "ip_location": "浙江", **WHO, **DONE, "gender": "f", "profile_url": "https://m.weibo.cn/u/90017", "source_keyword": "奶茶",
}  # fmt: skip
WEIBO_COMMENT = {
    "comment_id": "5031", "create_time": 1714960300, "create_date_time": "2024-05-06 09:51:40", "note_id": "5030001",
    "content": "我的也漏", "sub_comment_count": "2", "comment_like_count": "7", **DONE, "ip_location": "上海",
    "parent_comment_id": "5031", **WHO, "gender": "m", "profile_url": "https://m.weibo.cn/u/90017",
}  # fmt: skip
BILI_COMMENT = {
    "comment_id": "21", "parent_comment_id": "20", "create_time": 1714960000, "video_id": "20", "content": "排队一小时真不值",
    **WHO, "sex": "保密", "sign": "每天一杯", "sub_comment_count": "0", "like_count": 5, **DONE,
}  # fmt: skip
BILI_VIDEO = {
    "video_id": "20", "video_type": "video", "title": "全城奶茶测评", "desc": "十家店一口气喝完", "create_time": 1714960000,
    **WHO, "liked_count": "88", "video_play_count": "9000", "video_danmaku": "3", "video_comment": "12", **DONE,
    "video_url": "https://www.bilibili.com/video/av20", "source_keyword": "奶茶",
}  # fmt: skip
TIEBA_POST = {
    "note_id": "801", "title": "会员积分怎么没了", "desc": "昨天还有两百分，今天清零", "note_url": "https://tieba.baidu.com/p/801",
    "publish_time": "2024-05-06 10:20", "user_link": "https://tieba.baidu.com/home/main?id=tb.1.x", "user_nickname": "茶友一号",
    "user_avatar": "", "tieba_name": "奶茶吧", "tieba_link": "https://tieba.baidu.com/f?kw=x", "total_replay_num": 9,
    "total_replay_page": 1, "ip_location": "广东", **DONE, "source_keyword": "",
}  # fmt: skip
TIEBA_COMMENT = {
    "comment_id": "802", "parent_comment_id": "", "content": "打客服电话就补回来了", "user_link": "https://tieba.baidu.com/x",
    "user_nickname": "茶友二号", "user_avatar": "", "publish_time": "2024-05-06 10:30", "ip_location": "", "sub_comment_count": 1,
    "note_id": "801", "note_url": "https://tieba.baidu.com/p/801", "tieba_name": "奶茶吧", "tieba_link": "", **DONE,
}  # fmt: skip
ZHIHU_ANSWER = {
    "content_id": "301", "content_type": "answer", "content_text": "保温杯不要买塑料盖的，一摔就裂。", "question_id": "300",
    "content_url": "https://www.zhihu.com/question/300/answer/301", "title": "保温杯怎么选", "desc": "", "created_time": 1714960000,
    "updated_time": 1714961000, "voteup_count": 42, "comment_count": 3, "source_keyword": "保温杯", "user_id": "u1",
    "user_link": "https://www.zhihu.com/people/x", "user_nickname": "某人", "user_avatar": "", "user_url_token": "x", **DONE,
}  # fmt: skip
ZHIHU_COMMENT = {
    "comment_id": "9", "parent_comment_id": "8", "content": "我的用了三年没事", "publish_time": 1714960000, "ip_location": "",
    "sub_comment_count": 0, "like_count": 2, "dislike_count": 0, "content_id": "301", "content_type": "answer",
    "user_id": "u2", "user_link": "", "user_nickname": "路人", "user_avatar": "", **DONE,
}  # fmt: skip
XHS_NOTE = {
    "note_id": "66aa", "type": "normal", "title": "杯子避雷", "desc": "买了三个，两个漏水", "video_url": "", "time": 1714960000000,
    "last_update_time": 1714960000000, **WHO, "liked_count": "1.2万", "collected_count": "30", "comment_count": "8",
    "share_count": "1", "ip_location": "四川", "image_list": "", "tag_list": "保温杯,避雷", **DONE, "xsec_token": "SECRET",
    "note_url": "https://www.xiaohongshu.com/explore/66aa?xsec_token=SECRET&xsec_source=pc", "source_keyword": "保温杯",
}  # fmt: skip
XHS_COMMENT = {
    "comment_id": "66bb", "create_time": 1714960000000, "ip_location": "四川", "note_id": "66aa", "content": "同款也漏",
    **WHO, "sub_comment_count": 0, "pictures": "", "parent_comment_id": 0, **DONE, "like_count": 3,
}  # fmt: skip
DOUYIN_VIDEO = {
    "aweme_id": "7300", "aweme_type": "0", "title": "这杯太甜了", "desc": "这杯太甜了", "create_time": 1714960000, **WHO,
    "sec_uid": "S", "short_user_id": "1", "user_unique_id": "q", "user_signature": "爱喝茶", "liked_count": "5",
    "collected_count": "1", "comment_count": "2", "share_count": "0", "ip_location": "湖南", **DONE,
    "aweme_url": "https://www.douyin.com/video/7300", "cover_url": "", "video_download_url": "", "source_keyword": "",
}  # fmt: skip
DOUYIN_COMMENT = {
    "comment_id": "7301", "create_time": 1714960000, "ip_location": "湖南", "aweme_id": "7300", "content": "要三分糖也甜", **WHO,
    "sec_uid": "S", "short_user_id": "1", "user_unique_id": "q", "user_signature": "", "sub_comment_count": "0",
    "like_count": 1, **DONE, "parent_comment_id": "0", "pictures": "",
}  # fmt: skip
FOURCAT = {
    "id": "c2", "thread_id": "c1", "author": "someone", "author_fullname": "Some One", "body": "The lid drips",
    "timestamp": "2024-05-06 01:46:40", "unix_timestamp": "1714960000", "subject": "Cups", "url": "https://t.example/c2",
    "likes": "12", "missing_fields": "",
}  # fmt: skip


def captured(platform: str, data: dict[str, Any]) -> dict[str, Any]:
    """A line as Zeeschuimer writes it."""
    return {
        "nav_index": "1:2:3", "item_id": "1", "timestamp_collected": 1714970000000, "source_platform": platform,
        "source_platform_url": f"https://www.{platform}/x", "source_url": "https://api.example/x", "user_agent": "M",
        "data": data,
    }  # fmt: skip


DY = {"aweme_id": "73", "group_id": "73", "desc": "又涨价了", "create_time": 1714960000, "author_user_id": 90017,
      "author": {"uid": "90017", "nickname": "茶友一号", "signature": "每天一杯"}, "statistics": {"digg_count": 5}}  # fmt: skip
RED = {"id": "66aa", "xsec_token": "SECRET", "note_card": {
    "display_title": "杯子避雷", "desc": "两个漏水", "time": 1714960000000,
    "user": {"user_id": "90017", "nickname": "茶友一号"}, "interact_info": {"liked_count": "12"}}}  # fmt: skip
TIK = {"id": "71", "desc": "too sweet", "createTime": 1714960000, "author": {"id": "90017", "uniqueId": "tea"},
       "stats": {"diggCount": 5}, "textLanguage": "en"}  # fmt: skip
TIK_COMMENT = {"cid": "72", "text": "mine too", "create_time": 1714960000, "user": {"uid": "90017", "nickname": "T"},
               "digg_count": 1, "aweme_id": "71", "reply_id": "70"}  # fmt: skip
RED_COMMENT = {"id": "67", "note_id": "66aa", "content": "同款", "create_time": 1714960000000, "like_count": "2",
               "user_info": {"user_id": "90017", "nickname": "茶友一号"}, "target_comment": {"id": "65"}}  # fmt: skip
TWEET = {"rest_id": "18", "legacy": {
    "full_text": "tea &amp; cake, cold again", "created_at": "Mon May 06 01:46:40 +0000 2024", "user_id_str": "90017",
    "conversation_id_str": "17", "in_reply_to_status_id_str": "17", "favorite_count": 3, "lang": "en"}}  # fmt: skip

AT = "2024-05-06T01:46:40+00:00"
# row, profile, then: source, kind, native id, thread, parent, text, author, date, likes, url
CASES: list[tuple[dict[str, Any], str, tuple[Any, ...]]] = [
    (FOURCAT, "4CAT CSV", ("file", "reply", "c2", "c1", None, "Cups\nThe lid drips", "someone", AT, 12, "https://t.example/c2")),
    (WEIBO_POST, "MediaCrawler: Weibo posts", ("weibo", "post", "5030001", "5030001", None, "杯盖又漏了，洒了一包", "90017", AT, 12000, "https://m.weibo.cn/detail/5030001")),
    (WEIBO_COMMENT, "MediaCrawler: Weibo comments", ("weibo", "comment", "comment-5031", "5030001", None, "我的也漏", "90017", "2024-05-06T01:51:40+00:00", 7, "https://m.weibo.cn/detail/5030001")),
    (BILI_COMMENT, "MediaCrawler: Bilibili comments", ("bilibili", "reply", "comment-21", "20", "comment-20", "排队一小时真不值", "90017", AT, 5, "https://www.bilibili.com/video/av20")),
    (BILI_VIDEO, "MediaCrawler: Bilibili videos", ("bilibili", "post", "20", "20", None, "全城奶茶测评\n十家店一口气喝完", "90017", AT, 88, "https://www.bilibili.com/video/av20")),
    (TIEBA_POST, "MediaCrawler: Tieba posts", ("tieba", "post", "801", "801", None, "会员积分怎么没了\n昨天还有两百分，今天清零", TIEBA_POST["user_link"], "2024-05-06T02:20:00+00:00", None, "https://tieba.baidu.com/p/801")),
    (TIEBA_COMMENT, "MediaCrawler: Tieba comments", ("tieba", "comment", "comment-802", "801", None, "打客服电话就补回来了", TIEBA_COMMENT["user_link"], "2024-05-06T02:30:00+00:00", None, "https://tieba.baidu.com/p/801")),
    (ZHIHU_ANSWER, "MediaCrawler: Zhihu answers and articles", ("zhihu", "answer", "301", "301", None, "保温杯怎么选\n保温杯不要买塑料盖的，一摔就裂。", "u1", AT, 42, "https://www.zhihu.com/question/300/answer/301")),
    (ZHIHU_COMMENT, "MediaCrawler: Zhihu comments", ("zhihu", "reply", "comment-9", "301", "comment-8", "我的用了三年没事", "u2", AT, 2, None)),
    (XHS_NOTE, "MediaCrawler: Xiaohongshu notes", ("xiaohongshu", "post", "66aa", "66aa", None, "杯子避雷\n买了三个，两个漏水", "90017", AT, 12000, "https://www.xiaohongshu.com/explore/66aa")),
    (XHS_COMMENT, "MediaCrawler: Xiaohongshu comments", ("xiaohongshu", "comment", "comment-66bb", "66aa", None, "同款也漏", "90017", AT, 3, "https://www.xiaohongshu.com/explore/66aa")),
    (DOUYIN_VIDEO, "MediaCrawler: Douyin videos", ("douyin", "post", "7300", "7300", None, "这杯太甜了", "90017", AT, 5, "https://www.douyin.com/video/7300")),
    (DOUYIN_COMMENT, "MediaCrawler: Douyin comments", ("douyin", "comment", "comment-7301", "7300", None, "要三分糖也甜", "90017", AT, 1, "https://www.douyin.com/video/7300")),
    (captured("douyin.com", DY), "Zeeschuimer: Douyin videos", ("douyin", "post", "73", "73", None, "又涨价了", "90017", AT, 5, "https://www.douyin.com/video/73")),
    (captured("xiaohongshu.com", RED), "Zeeschuimer: RedNote (Xiaohongshu) notes", ("xiaohongshu", "post", "66aa", "66aa", None, "杯子避雷\n两个漏水", "90017", AT, 12, "https://www.xiaohongshu.com/explore/66aa")),
    (captured("rednote-comments", RED_COMMENT), "Zeeschuimer: RedNote comments", ("xiaohongshu", "reply", "comment-67", "66aa", "comment-65", "同款", "90017", AT, 2, "https://www.xiaohongshu.com/explore/66aa")),
    (captured("tiktok.com", TIK), "Zeeschuimer: TikTok videos", ("tiktok", "post", "71", "71", None, "too sweet", "90017", AT, 5, "https://www.tiktok.com/video/71")),
    (captured("tiktok-comments", TIK_COMMENT), "Zeeschuimer: TikTok comments", ("tiktok", "reply", "comment-72", "71", "comment-70", "mine too", "90017", AT, 1, None)),
    (captured("twitter.com", TWEET), "Zeeschuimer: X (Twitter)", ("twitter", "reply", "18", "17", "17", "tea & cake, cold again", "90017", AT, 3, "https://x.com/i/status/18")),
]  # fmt: skip


def written(folder: Path, ending: str, *rows: dict[str, Any]) -> Path:
    path = folder / f"file.{ending}"
    if ending == "csv":
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
    else:
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


def stored(study: Study) -> list[Post]:
    with study.open() as store:
        return list(iter_posts(store))


@pytest.mark.parametrize(
    ("ending", "row", "profile", "expected"),
    [(ending, *case) for ending in ("csv", "jsonl") for case in CASES if ending != "csv" or "data" not in case[0]],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_tool(
    study: Study, tmp_path: Path, ending: str, row: dict[str, Any], profile: str, expected: tuple[Any, ...]
) -> None:
    path = written(tmp_path, ending, row)
    seen = preview(path)
    assert seen.mapping.profile is not None
    assert seen.mapping.profile.name == profile
    report = import_file(study, path)
    assert (report.new, report.rejected) == (1, 0)
    (post,) = stored(study)
    source, kind, native_id, thread, parent, text, author, date, likes, url = expected
    assert (post.source, post.kind, post.native_id) == (source, kind, native_id)
    assert (post.thread_id, post.parent_id, post.text) == (thread, parent, text)
    assert (post.posted_at, post.likes, post.url) == (date, likes, url)
    with study.open() as store:
        assert post.author_key == pseudonymiser_for(store).author_key(source, author)
        told = "\n".join(store.conn.iterdump())
    secrets = ("茶友", "某人", "路人", "Some One", "爱喝茶", "每天一杯", "SECRET", "img.example", "m.weibo.cn/u/", "90017")
    assert [word for word in secrets if word in told] == []


def test_every_profile_has_a_case() -> None:
    assert {case[1] for case in CASES} == {profile.name for profile in profiles()}


def test_no_file_of_one_tool_is_taken_for_another() -> None:
    flat = [(row, name) for row, name, _ in CASES if "data" not in row]
    for row, name in flat:
        fitting = [one.name for one in profiles() if not one.platforms and one.fits(list(row), "")]
        assert fitting == [name]


def test_rows_of_other_shapes_in_one_capture(study: Study, tmp_path: Path) -> None:
    """RedNote's interface and its pages write the same note differently; both come in one file."""
    embedded = {"id": "66ab", "note": {
        "title": "再测一次", "desc": "还是漏", "time": 1714960000000, "xsecToken": "SECRET",
        "user": {"userId": "90018", "nickname": "茶友二号"}, "interactInfo": {"likedCount": "9"}}}  # fmt: skip
    rows = [captured("xiaohongshu.com", item) for item in (RED, embedded)]
    report = import_file(study, written(tmp_path, "ndjson", *rows))
    assert report.new == 2
    assert [(post.text, post.likes) for post in stored(study)] == [("杯子避雷\n两个漏水", 12), ("再测一次\n还是漏", 9)]
    assert len({post.author_key for post in stored(study)}) == 2


def test_posts_and_comments_of_one_platform_share_their_authors_but_no_ids(study: Study, tmp_path: Path) -> None:
    video = {**BILI_VIDEO, "video_id": "21"}
    for number, row in enumerate((video, BILI_COMMENT)):
        (tmp_path / str(number)).mkdir()
        import_file(study, written(tmp_path / str(number), "jsonl", row))
    posts = stored(study)
    assert len(posts) == 2
    assert len({post.author_key for post in posts}) == 1


def test_fourcat_as_ndjson_and_newer_columns(study: Study, tmp_path: Path) -> None:
    merged = {**DY, "__import_meta": {"source_platform": "douyin.com", "source_platform_url": "https://www.douyin.com/"}}
    hashed = {k: v for k, v in WEIBO_POST.items() if k not in ("user_id", "avatar", "profile_url", "gender")}
    hashed["creator_hash"] = "0a1b2c3d4e5f6071"
    assert preview(written(tmp_path, "ndjson", merged)).mapping.fields["author"] == "author_user_id"
    assert preview(written(tmp_path, "jsonl", hashed)).mapping.fields["author"] == "creator_hash"


def test_the_user_has_the_last_word(study: Study, tmp_path: Path) -> None:
    path = written(tmp_path, "csv", WEIBO_POST)
    seen = preview(path, "text=note_url,attr.when=create_date_time")
    assert seen.mapping.fields["text"] == "note_url"
    assert seen.mapping.attributes["when"] == "create_date_time"
    assert "profile_url" in seen.mapping.left_out
    plain = preview(path, wishes=Wishes(profile="none"))
    assert plain.mapping.profile is None
    report = import_file(study, path, source="mine", kind="review")
    assert (report.source, stored(study)[0].kind) == ("mine", "review")
    with pytest.raises(UsageProblem, match="no profile 'weibo'"):
        preview(path, wishes=Wishes(profile="weibo"))
