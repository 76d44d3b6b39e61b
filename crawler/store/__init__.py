"""study.db: opening, migrations, and one module per table family. Scrapy is never imported here."""

from crawler.store.database import Store, open_store

__all__ = ["Store", "open_store"]
