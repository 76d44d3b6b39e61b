"""Pages that are built by scripts: a real browser without a network of its own (scrapy-playwright).

The browser shows a document that Scrapy fetched, and whatever the page asks for is fetched by Scrapy too,
through the same middlewares as every other request: address guard, robots.txt, delays, back-off, limits.
Nothing here imports Playwright before the first page is to be built.
"""
