"""The crash-safe frontier: a Scrapy scheduler over study.db that settles a page together with its posts."""
