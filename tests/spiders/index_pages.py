"""Indexes of forums of several makes, and lists that are none."""

TITLES = (
    "Lid of the travel cup drips after a week", "Which kettle for a shared kitchen?",
    "Tea at the station: who opens before six", "The app forgot my order again",
    "Decaf that does not taste of paper", "Refund for a broken thermos", "Oat milk curdles in the machine",
    "Where do you keep the filters", "Steam wand blocked, what now", "Voucher refused at the till",
)  # fmt: skip
ZH_TITLES = (
    "杯盖用了一周就漏水怎么办", "合租厨房用哪种水壶好", "车站那家店六点前开门吗", "点单小程序又丢了我的订单",
    "有没有不苦的低因豆子", "保温杯摔坏了能退吗", "燕麦奶一打就结块", "滤纸你们都放哪里", "蒸汽棒堵了求助",
)  # fmt: skip
BOARDS = ("Kettles", "Cups and lids", "Beans", "Machines", "Shops", "Anything else")


def _slug(title: str) -> str:
    return "-".join("".join(c for c in title.lower() if c.isalnum() or c == " ").split())


def old_table(page: int = 1) -> str:
    """A board of tables, as they were made in the early days; the column's heading names the replies."""
    head = "<tr><td>状态</td><td>主题</td><td>作者</td><td>回复</td><td>点击</td><td>最后发表</td></tr>"
    rows = "".join(
        f'<tr bgcolor="#f{n}f{n}f{n}"><td><img src="f.gif"></td>'
        f'<td><a href="show.asp?id={page * 100 + n}">{title}</a></td>'
        f'<td><a href="user.asp?id={n}">茶客{n}</a></td><td>{n * 3}</td><td>{n * 40}</td>'
        f"<td>2026-4-{n + 1} 9:0{n}</td></tr>"
        for n, title in enumerate(ZH_TITLES)
    )
    menu = "".join(f'<a href="board.asp?id={n}">版块{n}</a> | ' for n in range(6))
    pager = f'共 3 页 <a href="list.asp?board=2&page={page + 1}">下一页</a>' if page < 3 else "共 3 页"
    return f"<html><body>{menu}<table width=98%>{head}{rows}</table><p>{pager}</p>© 论坛</body></html>"


def modern_list() -> str:
    """A list of rows with words ("14 replies"), readable addresses and dates as machines read them."""
    rows = "".join(
        f'<li class="row"><div class="main"><h3><a href="/d/{_slug(title)}">{title}</a></h3>'
        f'<p class="meta">by <a href="/members/m{n}">m{n}</a> · '
        f'<time datetime="2026-05-{n + 1:02}T08:00:00Z">{n + 1} May</time></p></div>'
        f'<span class="stat">{n + 4} replies</span></li>'
        for n, title in enumerate(TITLES)
    )
    side = "".join(f'<li><a href="/tags/t{n}">Tag {n}</a></li>' for n in range(12))
    return (
        f"<html><body><nav><a href='/'>Home</a></nav><main><h1>Discussions</h1><ol>{rows}</ol></main>"
        f"<aside><h4>Tags</h4><ul>{side}</ul></aside></body></html>"
    )


def counted_rows() -> str:
    """Rows of divs in which only a class name says what the number is."""
    rows = "".join(
        f'<div class="item j{n}"><div class="left"><span class="rep-num">{n * 7}</span></div>'
        f'<div class="right"><a class="t" href="/p/{70200 + n}">{title}</a>'
        f'<div class="foot"><span class="nick">路人{n}</span>'
        f"<span>05-{n + 1:02} 10:1{n}</span></div></div></div>"
        for n, title in enumerate(ZH_TITLES)
    )
    return f'<html><body><div class="bar">茶友吧 关注 3万</div><div class="list">{rows}</div></body></html>'


def described_numbers() -> str:
    """Lists in which the word stands in a tag of its own beside the number."""
    rows = "".join(
        f'<li class="row bg{n % 2 + 1}"><dl><dt>'
        f'<a class="topictitle" href="./view.php?f=2&amp;t={n + 50}">{title}</a><br>by '
        f'<a href="./memberlist.php?mode=viewprofile&amp;u={n}">m{n}</a></dt>'
        f'<dd class="n">{n} <dfn>Replies</dfn></dd><dd class="v">{n * 30} <dfn>Views</dfn></dd>'
        f"<dd>by m{n} Sat 2 May 2026, 10:0{n % 10}</dd></dl></li>"
        for n, title in enumerate(TITLES)
    )
    return f'<html><body><div class="forumbg"><ul class="topics">{rows}</ul></div></body></html>'


def boards() -> str:
    """The front page of a forum: boards with their numbers of posts, whose lists are indexes."""
    rows = "".join(
        f'<tr class="b"><td><a href="/board/{n}/"><b>{name}</b></a></td><td>{n * 11} topics</td>'
        f"<td>{n * 90} posts</td><td>2 May 2026, 10:0{n}</td></tr>"
        for n, name in enumerate(BOARDS, 1)
    )
    return f"<html><body><h1>Kitchen talk</h1><table>{rows}</table></body></html>"


def news() -> str:
    items = "".join(
        f'<li><a href="/news/2026/{n}.html">{title}</a> <span>2026-05-{n + 1:02}</span></li>'
        for n, title in enumerate(ZH_TITLES)
    )
    return f"<html><body><ul class='list'>{items}</ul></body></html>"


def shop() -> str:
    items = "".join(
        f'<li class="card"><a href="/item/{n}">{title}</a><span>$ {n}9.90</span><span>{n} reviews</span>'
        f"<em>since 2 May 2026</em></li>"
        for n, title in enumerate(TITLES)
    )
    return f"<html><body><ul>{items}</ul></body></html>"


def blog() -> str:
    """Articles with what they begin with: their comments may be worth reading, but they are no threads."""
    begin = "We went there on a wet Monday and looked at what people do with their cups while they wait. " * 4
    items = "".join(
        f'<article class="entry"><h2><a href="/2026/{n}/piece">{title}</a></h2>'
        f'<time datetime="2026-05-0{n + 1}">then</time>'
        f"<p>{begin}</p><span>{n} comments</span></article>"
        for n, title in enumerate(TITLES[:8])
    )
    return f"<html><body>{items}</body></html>"


def thread_with_list() -> str:
    """A thread of its own, and beside it what is talked about elsewhere."""
    said = "I bought two of them for the office and the lid of the blue one came off in the lift. " * 12
    rows = "".join(
        f'<div class="r"><a href="/t/{n}">{title}</a> <b>{n + 2} replies</b> <i>{n + 1} May 2026</i></div>'
        for n, title in enumerate(TITLES)
    )
    words = f"<h1>Lids</h1><div class='txt'><p>{said}</p><p>{said}</p></div>"
    return f"<html><body>{words}<div>{rows}</div></body></html>"


def mixed_links() -> str:
    """Rows with numbers and dates whose links lead to quite different places."""
    paths = ("/a/b/c", "/x", "/deep/er/and/on", "/y?z=1", "/q/r", "/", "/one/two/three", "/s?t=1&u=2")
    rows = "".join(
        f'<div class="r"><a href="{path}">{title}</a> <b>{n} comments</b> <i>{n + 1} May 2026</i></div>'
        for n, (path, title) in enumerate(zip(paths, TITLES, strict=False))
    )
    return f"<html><body>{rows}</body></html>"


def downloads() -> str:
    rows = "".join(
        f'<tr><td><a href="/f/{n}.zip">{title}</a></td><td>{n * 120} kB</td><td>2026-05-0{n + 1}</td></tr>'
        for n, title in enumerate(TITLES[:8])
    )
    return f"<html><body><table><tr><td>File</td><td>Size</td><td>Date</td></tr>{rows}</table></body></html>"


INDEXES = {
    "old_table": old_table, "modern_list": modern_list, "counted_rows": counted_rows,
    "described_numbers": described_numbers, "boards": boards,
}  # fmt: skip
NO_INDEX = (news, shop, blog, thread_with_list, mixed_links, downloads)
